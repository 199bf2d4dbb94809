# The package as its users meet it: installed, moved elsewhere, then found in each of the ways that README names.
set(consumer "${CMAKE_CURRENT_SOURCE_DIR}/consumer")
set(package "${CMAKE_CURRENT_BINARY_DIR}/package")
set(prefix "${package}/moved")

add_test(NAME package.install
    COMMAND "${CMAKE_COMMAND}" "-DBUILD=${PROJECT_BINARY_DIR}" "-DSTAGE=${package}/installed" "-DPREFIX=${prefix}"
            -P "${PROJECT_SOURCE_DIR}/cmake/install_and_move.cmake")
set_tests_properties(package.install PROPERTIES FIXTURES_SETUP package)

function(add_cmake_consumer name)
    add_test(NAME package.${name}
        COMMAND "${CMAKE_CTEST_COMMAND}" --build-and-test "${consumer}/${name}" "${package}/${name}"
                --build-generator "${CMAKE_GENERATOR}" --build-makeprogram "${CMAKE_MAKE_PROGRAM}"
                --build-options "-DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER}" "-DEigen3_DIR=${Eigen3_DIR}" ${ARGN}
                --test-command consumer)
endfunction()
add_cmake_consumer(find_package "-DCMAKE_PREFIX_PATH=${prefix}")
add_cmake_consumer(fetch_content "-DFETCHCONTENT_SOURCE_DIR_LARIAT=${PROJECT_SOURCE_DIR}")

add_test(NAME package.pkg_config
    COMMAND sh -c "\"$0\" -std=c++20 \"$1\" $(pkg-config --cflags 'lariat >= 0.1') -o pkg_config && ./pkg_config"
            "${CMAKE_CXX_COMPILER}" "${consumer}/main.cpp"
    WORKING_DIRECTORY "${package}")
set_tests_properties(package.pkg_config PROPERTIES
    ENVIRONMENT "PKG_CONFIG_PATH=${prefix}/share/pkgconfig:${Eigen3_DIR}/../../pkgconfig")

add_test(NAME package.plain_include
    COMMAND sh -c "\"$@\" -o plain_include && ./plain_include"
            plain "${CMAKE_CXX_COMPILER}" -std=c++20 "-I${prefix}/include" ${eigen} "${consumer}/main.cpp"
    WORKING_DIRECTORY "${package}")

set_tests_properties(package.find_package package.pkg_config package.plain_include PROPERTIES FIXTURES_REQUIRED package)
set_tests_properties(package.install package.find_package package.fetch_content package.pkg_config
    package.plain_include PROPERTIES LABELS package)
