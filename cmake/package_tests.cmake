# The package as its users meet it: fetched, or installed, moved elsewhere, and found in each of the ways that
# README names. Where Eigen itself was fetched there is none to be found beside the installed package.
set(consumer "${CMAKE_CURRENT_SOURCE_DIR}/consumer")
set(package "${CMAKE_CURRENT_BINARY_DIR}/package")
set(prefix "${package}/moved")
set(where_eigen_is "-DFETCHCONTENT_SOURCE_DIR_EIGEN3=${eigen3_SOURCE_DIR}")
if(Eigen3_FOUND)
    set(where_eigen_is "-DEigen3_DIR=${Eigen3_DIR}")
endif()

function(add_package_test name)
    add_test(NAME package.${name} COMMAND ${ARGN} WORKING_DIRECTORY "${package}")
    set_tests_properties(package.${name} PROPERTIES LABELS package FIXTURES_REQUIRED package)
endfunction()

function(add_cmake_consumer name)
    add_package_test(${name}
        "${CMAKE_CTEST_COMMAND}" --build-and-test "${consumer}/${name}" "${package}/${name}"
        --build-generator "${CMAKE_GENERATOR}" --build-makeprogram "${CMAKE_MAKE_PROGRAM}"
        --build-options "-DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER}" "${where_eigen_is}" ${ARGN}
        --test-command consumer)
endfunction()

file(MAKE_DIRECTORY "${package}")
add_test(NAME package.install
    COMMAND "${CMAKE_COMMAND}" "-DBUILD=${PROJECT_BINARY_DIR}" "-DSTAGE=${package}/installed" "-DPREFIX=${prefix}"
            -P "${PROJECT_SOURCE_DIR}/cmake/install_and_move.cmake")
set_tests_properties(package.install PROPERTIES LABELS package FIXTURES_SETUP package)

add_cmake_consumer(fetch_content "-DFETCHCONTENT_SOURCE_DIR_LARIAT=${PROJECT_SOURCE_DIR}")
add_package_test(plain_include sh -c "\"$@\" -o plain_include && ./plain_include"
    plain "${CMAKE_CXX_COMPILER}" -std=c++20 "-I${prefix}/include" ${eigen} "${consumer}/main.cpp")
if(Eigen3_FOUND)
    add_cmake_consumer(find_package "-DCMAKE_PREFIX_PATH=${prefix}")
    add_package_test(pkg_config
        sh -c "\"$0\" -std=c++20 \"$1\" $(pkg-config --cflags 'lariat >= 0.1') -o pkg_config && ./pkg_config"
        "${CMAKE_CXX_COMPILER}" "${consumer}/main.cpp")
    set_property(TEST package.pkg_config PROPERTY
        ENVIRONMENT "PKG_CONFIG_PATH=${prefix}/share/pkgconfig:${Eigen3_DIR}/../../pkgconfig")
endif()
