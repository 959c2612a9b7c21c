# SPDX-License-Identifier: GPL-3.0-or-later
# The page that computes: the program's own code as WebAssembly, and the page around it. Both become bytes of the
# program (src/encode/html/html.S). Where something is missing for the module it is empty, and the format html says what.

find_program(WASM_CLANG NAMES clang clang-19 clang-18 clang-17 clang-16 clang-15 clang-14)
find_program(WASM_LD NAMES wasm-ld wasm-ld-19 wasm-ld-18 wasm-ld-17 wasm-ld-16 wasm-ld-15 wasm-ld-14)
find_file(WASM_LIBC libc.a PATHS /usr/lib/wasm32-wasi NO_DEFAULT_PATH)
set(WASM_BUILTINS)
if(WASM_CLANG)
  execute_process(COMMAND ${WASM_CLANG} --target=wasm32-wasi -print-libgcc-file-name
    OUTPUT_VARIABLE WASM_BUILTINS OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
set(HTML_MISSING)
if(NOT WASM_CLANG)
  list(APPEND HTML_MISSING clang)
endif()
if(NOT WASM_LD)
  list(APPEND HTML_MISSING lld)
endif()
if(NOT WASM_LIBC)
  list(APPEND HTML_MISSING wasi-libc)
endif()
if(WASM_CLANG AND NOT EXISTS "${WASM_BUILTINS}")
  list(APPEND HTML_MISSING libclang-rt-dev-wasm32)
endif()
list(JOIN HTML_MISSING ", " HTML_MISSING)

add_executable(pack ${CMAKE_SOURCE_DIR}/cmake/pack.c)
target_link_libraries(pack PRIVATE PkgConfig::LIBRARIES)

set(CORE ${CMAKE_BINARY_DIR}/core)
file(MAKE_DIRECTORY ${CORE})
if(HTML_MISSING)
  message(STATUS "The format html is left out; it needs ${HTML_MISSING}")
  file(WRITE ${CORE}/core.wasm.gz "")
  file(WRITE ${CORE}/plain.wasm.gz "")
  add_custom_target(core_module)
else()
  # Left out: what the module has files of its own for, in src/web/core.
  file(GLOB CORE_SOURCES CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}/src
    src/base/*.c src/tree/*.c src/expression/*.c src/problem/*.c src/optim/*.c src/optim/program/*.c src/optim/rules/*.c src/sim/*.c src/scene/*.c
    src/draw/*.c src/draw/raster/*.c src/draw/text/*.c src/plot/*.c src/panels/*.c src/figure/*.c
    src/encode/csv.c src/web/core/*.c)
  list(FILTER CORE_SOURCES EXCLUDE REGEX
    "^base/(allocation|homes|interrupt|lock|names|quit|scratch|source_read|spelling|synonyms|tasks)\\.c$")
  list(FILTER CORE_SOURCES EXCLUDE REGEX "^(base/npy|problem/samples_digits|scene/grid|tree/yaml(_advice)?|optim/rules/rule_texts)\\.c$")
  list(FILTER CORE_SOURCES EXCLUDE REGEX
    "^draw/(canvas_(cairo|cover|kinds|stroke|vector)|svg|text/(bidi|face|glyph_(cache|closure|outline|table|use)))\\.c$")
  set(CORE_FLAGS --target=wasm32-wasi -std=c17 -ffp-contract=off -fno-math-errno -mbulk-memory -msign-ext
    -mnontrapping-fptoint -DXXH_INLINE_ALL
    -Wno-pass-failed -DNO_HELP -DNO_PIXELS
    -Wno-excess-initializers -Wno-pointer-bool-conversion
    -include web/core/system.h -D_GNU_SOURCE -DOPTANIM_VERSION="${PROJECT_VERSION}" -I${CMAKE_SOURCE_DIR}/src
    -idirafter /usr/include)
  set(CORE_OBJECTS)
  set(PLAIN_OBJECTS)
  foreach(source ${CORE_SOURCES})
    string(REPLACE "/" "_" object ${source})
    set(object ${CORE}/${object}.o)
    # Small, but for what runs longest.
    set(level -Oz)
    if(source MATCHES "^(base/maths_hyperbolic|problem/(regression|function|line_sums|network_pass|network_loss|packet_sums|activation)|draw/raster/.*|plot/isolines)")
      set(level -O2)
    endif()
    # Networks have vectors of 128 bits, the same numbers at twice the speed. They are in the larger module only: other
    # pages run where a browser lacks such vectors.
    if(source MATCHES "^(base/maths_hyperbolic|problem/(network_pass|network_loss|packet_sums|activation))\\.c$")
      list(APPEND level -msimd128 -fno-slp-vectorize)
    endif()
    # The module makes these tables itself (web/core/log_tables.c); under other names the linker leaves them out.
    if(source STREQUAL "base/maths_log_tables.c")
      list(APPEND level -fdata-sections -Dmaths_log_cells=left_out_1 -Dmaths_log_quick=left_out_2
        -Dmaths_log2_quick=left_out_3)
    endif()
    add_custom_command(OUTPUT ${object}
      COMMAND ${WASM_CLANG} ${CORE_FLAGS} ${level} -MD -MF ${object}.d -c ${CMAKE_SOURCE_DIR}/src/${source} -o ${object}
      DEPENDS ${CMAKE_SOURCE_DIR}/src/${source} DEPFILE ${object}.d
      COMMENT "Compiling ${source} for the page" VERBATIM)
    # What the smaller module has in place of what only more than two weights need.
    if(NOT source STREQUAL "web/core/two_weights.c")
      list(APPEND CORE_OBJECTS ${object})
    endif()
    # The smaller module lacks the rows that are LARGE, and what only they refer to: base/module_rows.h. These are the
    # files that expand such tables.
    if(source MATCHES "^(optim/optimizer_table|problem/problem_table|plot/panel|web/core/session)\\.c$")
      set(plain ${object}.plain.o)
      add_custom_command(OUTPUT ${plain}
        COMMAND ${WASM_CLANG} ${CORE_FLAGS} ${level} -DSMALL_MODULE -MD -MF ${plain}.d
                -c ${CMAKE_SOURCE_DIR}/src/${source} -o ${plain}
        DEPENDS ${CMAKE_SOURCE_DIR}/src/${source} DEPFILE ${plain}.d VERBATIM)
      list(APPEND PLAIN_OBJECTS ${plain})
    elseif(NOT source MATCHES "^(optim/(optimizer_whole|rules/text_rules)|figure/figure_planes|panels/(contour_follow|surface_stalks)|sim/(endings|hold_runs|lanczos|plane_fit|plane_turn)|web/core/hand)\\.c$")
      list(APPEND PLAIN_OBJECTS ${object})
    endif()
  endforeach()
  # What the page calls is marked in src/web/core. clang would run a wasm-opt that it finds.
  foreach(module core plain)
    string(TOUPPER ${module}_OBJECTS objects)
    add_custom_command(OUTPUT ${CORE}/${module}.wasm.gz
      COMMAND ${WASM_LD} --no-entry --gc-sections --strip-all --compress-relocations --stack-first -z stack-size=1048576
              -L/usr/lib/wasm32-wasi ${${objects}} -lc ${WASM_BUILTINS} -o ${CORE}/${module}.wasm
      COMMAND pack ${CORE}/${module}.wasm ${CORE}/${module}.wasm.gz
      DEPENDS ${${objects}} pack VERBATIM)
  endforeach()
  add_custom_target(core_module DEPENDS ${CORE}/core.wasm.gz ${CORE}/plain.wasm.gz)
endif()

# The page, with its scripts and style and their hashes.
set(PLAYER ${CMAKE_SOURCE_DIR}/src/web/player)
file(GLOB PLAYER_FILES CONFIGURE_DEPENDS ${PLAYER}/*.js ${PLAYER}/*.css ${PLAYER}/*.html)
add_custom_command(OUTPUT ${CORE}/page.html
  COMMAND ${CMAKE_COMMAND} -DPLAYER=${PLAYER} -DPAGE=${CORE}/page.html -DWORKER_FILE=${CORE}/worker.js
          -P ${CMAKE_SOURCE_DIR}/cmake/page.cmake
  COMMAND pack ${CORE}/worker.js ${CORE}/worker.js.gz
  BYPRODUCTS ${CORE}/worker.js.gz
  DEPENDS ${PLAYER_FILES} ${CMAKE_SOURCE_DIR}/cmake/page.cmake pack VERBATIM)
add_custom_target(page DEPENDS ${CORE}/page.html)
