# Every ```cpp block of README.md is compiled; errors name the README's own line.
#
#   a block with `int main`             is a program: built as it stands, and run;
#   a block whose first line of code starts with /// struct class enum concept namespace template or inline
#                                       stands at namespace scope, and the blocks after it see it;
#   any other block                     stands inside a function.
#
# The last two are one file, after <lariat/lariat.hpp> and tests/readme_prelude.hpp, which declares the X and y
# that the text talks of. Their #include lines are moved to the top. Code that is not to be compiled is marked otherwise
# (```c++ looks the same).
set(readme "${PROJECT_SOURCE_DIR}/README.md")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${readme}")
set(rest "")
if(EXISTS "${readme}")
    file(READ "${readme}" rest)
endif()

set(line 1)
set(headers "")
set(blocks "")
while(TRUE)
    string(FIND "${rest}" "```cpp\n" begin)
    if(begin EQUAL -1)
        break()
    endif()
    math(EXPR begin "${begin} + 7")
    string(SUBSTRING "${rest}" 0 ${begin} skipped)
    string(SUBSTRING "${rest}" ${begin} -1 rest)
    string(FIND "${rest}" "```" end)
    string(SUBSTRING "${rest}" 0 ${end} block)
    string(SUBSTRING "${rest}" ${end} -1 rest)

    string(REGEX MATCHALL "\n" newlines "${skipped}")
    list(LENGTH newlines skipped)
    math(EXPR line "${line} + ${skipped}")
    set(here "#line ${line} \"${readme}\"\n")
    string(REGEX MATCHALL "#include [^\n]+\n" includes "${block}")
    list(JOIN includes "" includes)
    string(REGEX REPLACE "#include [^\n]+" "" body "${block}")
    if(block MATCHES "int main *\\(")
        set(name readme.line_${line})
        set(file "${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp")
        file(CONFIGURE OUTPUT "${file}" CONTENT "${here}${block}" @ONLY)
        lariat_add_program(${name} "${file}")
        add_test(NAME ${name} COMMAND ${name})
        set_tests_properties(${name} PROPERTIES LABELS readme)
    else()
        string(APPEND headers "${includes}")
        if(body MATCHES "^[ \n]*(///|struct|class|enum|concept|namespace|template|inline)")
            string(APPEND blocks "${here}${body}")
        else()
            string(APPEND blocks "void block_${line}();\nvoid block_${line}() {\n${here}${body}}\n")
        endif()
    endif()

    string(REGEX MATCHALL "\n" newlines "${block}")
    list(LENGTH newlines skipped)
    math(EXPR line "${line} + ${skipped}")
endwhile()

set(file "${CMAKE_CURRENT_BINARY_DIR}/readme.blocks.cpp")
file(CONFIGURE OUTPUT "${file}" CONTENT
    "#include <lariat/lariat.hpp>\n#include \"readme_prelude.hpp\"\n${headers}${blocks}" @ONLY)
add_test(NAME readme.blocks COMMAND ${compile_briefly} -Wall -Wextra -Wno-unused "-I${CMAKE_CURRENT_SOURCE_DIR}" "${file}")
set_tests_properties(readme.blocks PROPERTIES LABELS readme FIXTURES_REQUIRED precompiled)
