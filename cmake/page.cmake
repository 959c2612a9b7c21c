# SPDX-License-Identifier: GPL-3.0-or-later
# Puts the page together from src/web/player: cmake -DPLAYER=FOLDER -DPAGE=OUT -DWORKER_FILE=OUT -P page.cmake. Modules lose their import
# lines and the word export, and follow each other in the order below. The worker becomes a file of its own. The marks
# in page.html:
#     /*STYLE*/ /*MAIN*/                the texts
#     STYLE_HASH MAIN_HASH              their hashes for the policy

set(MAIN unpack.js format.js address.js tell.js picture.js controls.js main.js)
set(WORKER unpack.js module.js paint.js worker.js)

function(bundle out)
  set(whole "")
  foreach(name ${ARGN})
    file(READ ${PLAYER}/${name} text)
    # CMake's lists would be cut at these.
    string(REGEX REPLACE "(^|\n)import [^\n]*" "\\1" text "${text}")
    string(REGEX REPLACE "(^|\n)export " "\\1" text "${text}")
    # Comments and indents are for who reads the source.
    string(REGEX REPLACE "(^|\n)[ ]*//[^\n]*" "" text "${text}")
    string(REGEX REPLACE "\n[ \n]+" "\n" text "${text}")
    string(APPEND whole "${text}")
  endforeach()
  set(${out} "${whole}" PARENT_SCOPE)
endfunction()

# The base64 of a SHA-256.
function(hash out text)
  string(SHA256 digits "${text}")
  set(letters "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  string(APPEND digits "00") # a multiple of three bytes
  set(base64 "")
  foreach(at RANGE 0 65 3)
    string(SUBSTRING ${digits} ${at} 3 three)
    math(EXPR high "0x${three} >> 6")
    math(EXPR low "0x${three} & 63")
    string(SUBSTRING ${letters} ${high} 1 first)
    string(SUBSTRING ${letters} ${low} 1 second)
    string(APPEND base64 "${first}${second}")
  endforeach()
  string(SUBSTRING "${base64}" 0 43 base64)
  set(${out} "sha256-${base64}=" PARENT_SCOPE)
endfunction()

bundle(style page.css)
# Nor do browsers need the spaces.
string(REGEX REPLACE "([:;,]) " "\\1" style "${style}")
string(REPLACE " {" "{" style "${style}")
bundle(main ${MAIN})
bundle(worker ${WORKER})
set(style "\n${style}")
set(main "\n\"use strict\";\n(() => {\n${main}})();\n")
set(worker "\n\"use strict\";\n${worker}")
hash(style_hash "${style}")
hash(main_hash "${main}")
file(READ ${PLAYER}/page.html page)
foreach(mark STYLE MAIN)
  string(TOLOWER ${mark} name)
  string(REPLACE "/*${mark}*/" "${${name}}" page "${page}")
endforeach()
string(REPLACE "STYLE_HASH" "${style_hash}" page "${page}")
string(REPLACE "MAIN_HASH" "${main_hash}" page "${page}")
file(WRITE ${PAGE} "${page}")
file(WRITE ${WORKER_FILE} "${worker}")
