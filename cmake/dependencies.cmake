# What the system offers is taken, whatever its version; the rest is fetched, pinned by hash.
include(FetchContent)

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)

# Eigen is asked for without a version and checked afterwards: its own version file refuses 5 to whoever asks
# for "3.4", and 3.4 to whoever asks for "3.4...5". Fetched, it is only unpacked: its build is not run.
if(NOT TARGET Eigen3::Eigen)
    FetchContent_Declare(Eigen3
        URL https://gitlab.com/libeigen/eigen/-/archive/3.4.0/eigen-3.4.0.tar.gz
        URL_HASH SHA256=8586084f71f9bde545ee7fa6d00288b264a2b7ac3607b974e54d13e7162c1c72
        DOWNLOAD_EXTRACT_TIMESTAMP OFF
        SOURCE_SUBDIR none
        FIND_PACKAGE_ARGS CONFIG GLOBAL)
    FetchContent_MakeAvailable(Eigen3)
    if(NOT TARGET Eigen3::Eigen)
        add_library(Eigen3::Eigen INTERFACE IMPORTED GLOBAL)
        target_include_directories(Eigen3::Eigen SYSTEM INTERFACE "${eigen3_SOURCE_DIR}")
    elseif(Eigen3_VERSION VERSION_LESS 3.4)
        message(FATAL_ERROR "lariat needs Eigen 3.4 or later; ${Eigen3_DIR} has ${Eigen3_VERSION}. "
                            "Set Eigen3_DIR to a newer one, or CMAKE_DISABLE_FIND_PACKAGE_Eigen3=ON to fetch it.")
    endif()
endif()

if(LARIAT_BUILD_TESTS)
    FetchContent_Declare(Catch2 SYSTEM
        GIT_REPOSITORY https://github.com/catchorg/Catch2.git
        GIT_TAG fa43b77429ba76c462b1898d6cd2f2d7a9416b14  # 3.7.1
        FIND_PACKAGE_ARGS CONFIG)  # no version: 2 and 3 both do
    FetchContent_MakeAvailable(Catch2)
    include(${Catch2_DIR}/Catch.cmake OPTIONAL RESULT_VARIABLE found)
    if(NOT found)
        include(${catch2_SOURCE_DIR}/extras/Catch.cmake)
    endif()
endif()

if(LARIAT_BUILD_BENCHMARKS)
    set(BENCHMARK_ENABLE_TESTING OFF)
    set(BENCHMARK_ENABLE_INSTALL OFF)
    FetchContent_Declare(benchmark SYSTEM
        GIT_REPOSITORY https://github.com/google/benchmark.git
        GIT_TAG c58e6d0710581e3a08d65c349664128a8d9a2461  # 1.9.1
        FIND_PACKAGE_ARGS CONFIG)
    FetchContent_MakeAvailable(benchmark)
endif()
