# What the compiler says and makes. `compile` is its command line as a user would write it, without optimization and
# sanitizers.
get_target_property(eigen Eigen3::Eigen INTERFACE_INCLUDE_DIRECTORIES)
list(TRANSFORM eigen PREPEND -isystem)
separate_arguments(user_flags NATIVE_COMMAND "${CMAKE_CXX_FLAGS}")
list(FILTER user_flags EXCLUDE REGEX sanitize)
set(compile "${CMAKE_CXX_COMPILER}" ${user_flags} -std=c++20 "-I${PROJECT_SOURCE_DIR}/include" ${eigen})

# The many short compilations below read lariat precompiled.
set(precompiled "${CMAKE_CURRENT_BINARY_DIR}/toolchain.hpp")
file(CONFIGURE OUTPUT "${precompiled}" CONTENT "#include <lariat/lariat.hpp>\n")
add_test(NAME toolchain.precompiled COMMAND ${compile} -x c++-header "${precompiled}" -o "${precompiled}.gch")
set_tests_properties(toolchain.precompiled PROPERTIES LABELS toolchain FIXTURES_SETUP precompiled)
set(compile_briefly ${compile} -include "${precompiled}" -fsyntax-only)

# Misfits are refused with a sentence: see compile_fail.cmake.
set(no_echo -fno-diagnostics-show-caret)
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    set(no_echo -fno-caret-diagnostics)
endif()
file(GLOB sources CONFIGURE_DEPENDS compile_fail/*.cpp)
foreach(source IN LISTS sources)
    cmake_path(GET source STEM name)
    add_test(NAME compile_fail.${name}
        COMMAND "${CMAKE_COMMAND}" "-DSOURCE=${source}" "-DCOMPILE=${compile_briefly};${no_echo}"
                -P "${PROJECT_SOURCE_DIR}/cmake/compile_fail.cmake")
    set_tests_properties(compile_fail.${name} PROPERTIES LABELS toolchain FIXTURES_REQUIRED precompiled)
endforeach()

# Kernels become packed instructions at plain -O2: see disassembly.cmake.
file(GLOB sources CONFIGURE_DEPENDS disassembly/*.cpp)
if(NOT CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
    set(sources "")
endif()
foreach(source IN LISTS sources)
    cmake_path(GET source STEM name)
    add_test(NAME disassembly.${name}
        COMMAND "${CMAKE_COMMAND}" "-DSOURCE=${source}" "-DASSEMBLY=${CMAKE_CURRENT_BINARY_DIR}/${name}.s"
                "-DCOMPILE=${compile}" -P "${PROJECT_SOURCE_DIR}/cmake/disassembly.cmake")
    set_tests_properties(disassembly.${name} PROPERTIES LABELS toolchain)
endforeach()
