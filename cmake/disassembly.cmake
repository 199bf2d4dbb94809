# cmake -DSOURCE=file.cpp -DCOMPILE=compiler;flags -P disassembly.cmake
#
# At plain -O2 the file's assembly must match each regular expression (CMake's) that a line `// expect: <regex>`
# gives, and none that a line `// reject: <regex>` gives.
file(READ "${SOURCE}" source)
string(REGEX MATCHALL "// (expect|reject): [^\n]+" rules "${source}")
if(NOT rules)
    message(FATAL_ERROR "${SOURCE} has no line `// expect: <regex>`.")
endif()

execute_process(COMMAND ${COMPILE} -O2 -S -o - "${SOURCE}"
    RESULT_VARIABLE result OUTPUT_VARIABLE assembly ERROR_VARIABLE said)
if(NOT result EQUAL 0)
    message(FATAL_ERROR "It does not compile:\n${said}")
endif()
foreach(rule IN LISTS rules)
    string(REGEX MATCH "^// (expect|reject): (.+)$" _ "${rule}")
    set(kind ${CMAKE_MATCH_1})
    set(regex "${CMAKE_MATCH_2}")
    string(REGEX MATCH "${regex}" match "${assembly}")
    if(kind STREQUAL "expect" AND match STREQUAL "")
        message(FATAL_ERROR "Nothing in the assembly matches ${regex}\n${assembly}")
    elseif(kind STREQUAL "reject" AND NOT match STREQUAL "")
        message(FATAL_ERROR "In the assembly stands\n${match}\n${assembly}")
    endif()
endforeach()
