# cmake -DSOURCE=file.cpp -DASSEMBLY=file.s -DCOMPILE=compiler;flags -P disassembly.cmake
#
# At plain -O2 the file's assembly must match each regular expression (CMake's) that a line `// expect: <regex>`
# gives, and none that a line `// reject: <regex>` gives.
file(READ "${SOURCE}" source)
string(REGEX MATCHALL "// (expect|reject): [^\n]+" rules "${source}")
if(NOT rules)
    message(FATAL_ERROR "${SOURCE} has no line `// expect: <regex>`.")
endif()

execute_process(COMMAND ${COMPILE} -O2 -S "${SOURCE}" -o "${ASSEMBLY}" COMMAND_ERROR_IS_FATAL ANY)
file(READ "${ASSEMBLY}" assembly)
foreach(rule IN LISTS rules)
    string(REGEX MATCH "^// (expect|reject): (.+)$" _ "${rule}")
    set(kind ${CMAKE_MATCH_1})
    set(regex "${CMAKE_MATCH_2}")
    string(REGEX MATCH "${regex}" match "${assembly}")
    if(kind STREQUAL "expect" AND match STREQUAL "")
        message(FATAL_ERROR "Nothing in ${ASSEMBLY} matches ${regex}")
    elseif(kind STREQUAL "reject" AND NOT match STREQUAL "")
        message(FATAL_ERROR "In ${ASSEMBLY} stands ${match}")
    endif()
endforeach()
