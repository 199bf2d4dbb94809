# cmake -DSOURCE=file.cpp -DCOMPILE=compiler;flags -P compile_fail.cmake
#
# The file must not compile, and the compiler must say each text that a line `// expect: <text>` announces. Its
# flags forbid it to echo the source, so the text can only be its own. That the file compiles with -DCONTROL, so
# that what is refused is the misfit and nothing else, is seen of all files at once: see toolchain_tests.cmake.
file(READ "${SOURCE}" source)
string(REGEX MATCHALL "// expect: [^\n]+" expectations "${source}")
if(NOT expectations)
    message(FATAL_ERROR "${SOURCE} has no line `// expect: <text>`.")
endif()
if(NOT source MATCHES "#ifdef CONTROL")
    message(FATAL_ERROR "${SOURCE} has no branch for CONTROL.")
endif()

execute_process(COMMAND ${COMPILE} "${SOURCE}" RESULT_VARIABLE result OUTPUT_VARIABLE said ERROR_VARIABLE said)
if(result EQUAL 0)
    message(FATAL_ERROR "${SOURCE} compiles and should not.")
endif()
foreach(expectation IN LISTS expectations)
    string(REPLACE "// expect: " "" expectation "${expectation}")
    string(FIND "${said}" "${expectation}" position)
    if(position EQUAL -1)
        message("${said}")
        message(FATAL_ERROR "The compiler said that, and not: ${expectation}")
    endif()
endforeach()
