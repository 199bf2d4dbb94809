# How this project compiles its own programs: tests, examples, benchmarks, and every header alone.
set(LARIAT_WARNINGS -Wall -Wextra -Wpedantic -Wshadow -Wconversion)

if(PROJECT_IS_TOP_LEVEL)
    add_compile_options(${LARIAT_WARNINGS})
    set(CMAKE_CXX_SCAN_FOR_MODULES OFF)  # there are none, and looking costs two steps a target
    set(CMAKE_CXX_EXTENSIONS OFF)
    get_property(multi_config GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
    if(NOT CMAKE_BUILD_TYPE AND NOT multi_config)
        set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, Release, RelWithDebInfo or MinSizeRel" FORCE)
    endif()
endif()

# For this machine's processor alone. They stay private to a program: -march=native changes Eigen's alignment, and two
# translation units that disagree about that must not meet in one program.
set(LARIAT_NATIVE_OPTIONS -march=native -ffp-contract=fast)  # g++'s default; clang fuses less
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")  # versions 12 and 13 warn of their own avx512fintrin.h
    list(APPEND LARIAT_NATIVE_OPTIONS -Wno-maybe-uninitialized -Wno-uninitialized)
endif()

# A program that uses lariat as a user would.
function(lariat_add_program name)
    add_executable(${name} ${ARGN})
    target_link_libraries(${name} PRIVATE lariat::lariat)
    if(LARIAT_NATIVE)
        target_compile_options(${name} PRIVATE ${LARIAT_NATIVE_OPTIONS})
    endif()
endfunction()
