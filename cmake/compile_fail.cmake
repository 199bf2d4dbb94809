# cmake -DSOURCE=file.cpp -DCOMPILE=compiler;flags -P compile_fail.cmake
#
# The file must not compile, and the compiler must say each text that a line `// expect: <text>` announces. Its
# flags forbid it to echo the source, so the text can only be its own. Where the file has a branch
# for CONTROL, it must compile with -DCONTROL: what is refused is the misfit and nothing else.
file(READ "${SOURCE}" source)
string(REGEX MATCHALL "// expect: [^\n]+" expectations "${source}")
if(NOT expectations)
    message(FATAL_ERROR "${SOURCE} has no line `// expect: <text>`.")
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

if(source MATCHES "CONTROL")
    execute_process(COMMAND ${COMPILE} -DCONTROL "${SOURCE}" RESULT_VARIABLE result ERROR_VARIABLE said)
    if(NOT result EQUAL 0)
        message("${said}")
        message(FATAL_ERROR "With -DCONTROL it should compile.")
    endif()
endif()
