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

# Misfits are refused with a sentence: see compile_fail.cmake. What they would fit compiles: each file in a namespace
# of its own, after the headers that any of them includes.
set(no_echo -fno-diagnostics-show-caret)
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    set(no_echo -fno-caret-diagnostics)
endif()
file(GLOB sources CONFIGURE_DEPENDS compile_fail/*.cpp)
set(headers "")
set(controls "")
foreach(source IN LISTS sources)
    cmake_path(GET source STEM name)
    file(STRINGS "${source}" includes REGEX "^#include")
    list(APPEND headers ${includes})
    string(APPEND controls "namespace ${name} {\n#include \"${source}\"\n}\n")
    add_test(NAME compile_fail.${name}
        COMMAND "${CMAKE_COMMAND}" "-DSOURCE=${source}" "-DCOMPILE=${compile_briefly};${no_echo}"
                -P "${PROJECT_SOURCE_DIR}/cmake/compile_fail.cmake")
    set_tests_properties(compile_fail.${name} PROPERTIES LABELS toolchain FIXTURES_REQUIRED precompiled)
endforeach()
list(REMOVE_DUPLICATES headers)
list(JOIN headers "\n" headers)
file(CONFIGURE OUTPUT compile_fail.controls.cpp CONTENT "#define CONTROL\n${headers}\n${controls}" @ONLY)
add_test(NAME compile_fail.controls COMMAND ${compile_briefly} "${CMAKE_CURRENT_BINARY_DIR}/compile_fail.controls.cpp")
set_tests_properties(compile_fail.controls PROPERTIES LABELS toolchain FIXTURES_REQUIRED precompiled)

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
