// expect: lariat: to save a model its loss needs a name
// SPDX-License-Identifier: BSD-3-Clause
#include <lariat/lariat.hpp>
#include <lariat/models/storage.hpp>

using namespace lariat;

struct Nameless {
    double value(double z, double y) const { return SquaredError{}.value(z, y); }
    double derivative(double z, double y) const { return z - y; }
};

void misfit() {
#ifdef CONTROL
    (void)to_text(LinearModel<SquaredError>{});
#else
    (void)to_text(LinearModel<Nameless>{});
#endif
}
