# lab_add_host(PYTHON): the host for one CPython.
#
# CMake's own find_package(Python) finds one Python per project; the lab builds for several at a time,
# so each interpreter is asked itself (describe_python.py).

include(${CMAKE_CURRENT_LIST_DIR}/static_python.cmake)
set(LAB_DESCRIBE_PYTHON ${CMAKE_CURRENT_LIST_DIR}/describe_python.py)

# Sets PREFIX_<key> in the caller's scope for every key that the interpreter gives.
function(lab_describe_python PYTHON PREFIX)
  execute_process(COMMAND ${PYTHON} -I -S ${LAB_DESCRIBE_PYTHON}
                  OUTPUT_VARIABLE DESCRIPTION ERROR_VARIABLE ERRORS RESULT_VARIABLE RESULT)
  if(NOT RESULT EQUAL 0)
    message(FATAL_ERROR "LAB_PYTHONS: ${PYTHON} cannot be asked about itself (${RESULT}).\n${ERRORS}\n"
                        "Name the executable of a CPython 3.11 to 3.15, such as /usr/bin/python3.")
  endif()
  foreach(KEY implementation version short executable prefix exec_prefix headers_version library
              static_library gil_disabled)
    string(JSON VALUE GET ${DESCRIPTION} ${KEY})
    set(${PREFIX}_${KEY} ${VALUE} PARENT_SCOPE)
  endforeach()
  foreach(KEY includes library_folders static_needs)
    set(ITEMS "")
    string(JSON COUNT LENGTH ${DESCRIPTION} ${KEY})
    if(COUNT GREATER 0)
      math(EXPR LAST "${COUNT} - 1")
      foreach(AT RANGE ${LAST})
        string(JSON ITEM GET ${DESCRIPTION} ${KEY} ${AT})
        list(APPEND ITEMS ${ITEM})
      endforeach()
    endif()
    set(${PREFIX}_${KEY} ${ITEMS} PARENT_SCOPE)
  endforeach()
endfunction()

# Stops with a sentence that says what to do where no host can be built. Reads P_* of the caller.
function(lab_check_python PYTHON)
  set(WHO "LAB_PYTHONS: ${PYTHON} (${P_version})")
  if(NOT P_implementation STREQUAL "cpython")
    message(FATAL_ERROR "${WHO} is ${P_implementation}: the lab reads the insides of CPython only.")
  endif()
  if(P_version VERSION_LESS 3.11 OR NOT P_version VERSION_LESS 3.16)
    message(FATAL_ERROR "${WHO}: the lab supports CPython 3.11 to 3.15.")
  endif()
  if(P_gil_disabled)
    message(FATAL_ERROR "${WHO}: free-threaded builds are not supported: the lab's structures and "
                        "answers are those of the build with the GIL. Name python${P_short}, not "
                        "python${P_short}t.")
  endif()
  if(NOT P_headers_version)
    message(FATAL_ERROR "${WHO}: no Python.h in ${P_includes}. Install its headers: python3-dev for "
                        "the distribution's own Python, libpython${P_short}-dev for another.")
  endif()
  if(NOT P_headers_version STREQUAL P_version)
    message(FATAL_ERROR "${WHO}: its headers in ${P_includes} are of ${P_headers_version}. Bring both "
                        "to one version (upgrade python${P_short} and libpython${P_short}-dev together).")
  endif()
  if(NOT P_library)
    string(REPLACE ";" ", " FOLDERS "${P_library_folders}")
    message(FATAL_ERROR "${WHO}: no shared libpython in ${FOLDERS}. For a distribution's Python install "
                        "libpython${P_short}-dev; with pyenv build it shared: "
                        "PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install --force ${P_version}")
  endif()
endfunction()

# Where a struct changed between two patch releases, the version says too little: the headers are asked.
# Sets RESULT in the caller's scope to the definitions that internals/*.c are compiled with.
function(lab_look_into_headers RESULT)
  set(DEFINITIONS "")
  foreach(FOLDER IN LISTS P_includes)
    if(EXISTS ${FOLDER}/cpython/code.h)
      file(STRINGS ${FOLDER}/cpython/code.h FOUND REGEX bytes_per_entry)
      if(FOUND)
        list(APPEND DEFINITIONS LAB_LINE_DATA_IS_ONE_BLOCK)
      endif()
    endif()
  endforeach()
  set(${RESULT} ${DEFINITIONS} PARENT_SCOPE)
endfunction()

# The file by which `lab` finds this host: lab/supervise/hosts.h reads it.
function(lab_write_sidecar NAME DEFAULT)
  set(SIDECAR "{}")
  string(JSON SIDECAR SET ${SIDECAR} version "\"${P_version}\"")
  string(JSON SIDECAR SET ${SIDECAR} python "\"${P_executable}\"")
  string(JSON SIDECAR SET ${SIDECAR} library "\"${P_library}\"")
  string(JSON SIDECAR SET ${SIDECAR} default ${DEFAULT})
  file(WRITE ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/${NAME}.json "${SIDECAR}\n")
endfunction()

function(lab_add_host PYTHON)
  lab_describe_python(${PYTHON} P)
  lab_check_python(${PYTHON})

  get_property(HOSTS GLOBAL PROPERTY LAB_HOSTS)
  set(NAME lab-host-${P_short})
  if(NAME IN_LIST HOSTS)
    set(NAME lab-host-${P_version})
  endif()
  if(NAME IN_LIST HOSTS)
    message(FATAL_ERROR "LAB_PYTHONS: ${PYTHON} is a second ${P_version}; name each version once.")
  endif()
  set(DEFAULT false)
  if(NOT HOSTS)
    set(DEFAULT true)
    set_property(GLOBAL PROPERTY LAB_DEFAULT_PYTHON ${P_executable})
  endif()
  set_property(GLOBAL APPEND PROPERTY LAB_HOSTS ${NAME})
  lab_choose_library()
  message(STATUS "Host ${NAME}: CPython ${P_version}, ${P_library}")

  list(TRANSFORM P_includes APPEND /internal OUTPUT_VARIABLE INTERNAL_INCLUDES)
  list(TRANSFORM P_includes APPEND /internal/mimalloc OUTPUT_VARIABLE MIMALLOC_INCLUDES)
  list(GET P_includes 0 P_patchlevel)
  string(APPEND P_patchlevel /patchlevel.h)

  add_executable(${NAME} ${LAB_HOST_SOURCES})
  target_include_directories(${NAME} SYSTEM PRIVATE
    ${P_includes} ${LAB_PYBIND11_INCLUDE}
    $<$<COMPILE_LANGUAGE:C>:${INTERNAL_INCLUDES}>
    $<$<COMPILE_LANGUAGE:C>:${MIMALLOC_INCLUDES}>)
  lab_look_into_headers(DEFINITIONS)
  target_compile_definitions(${NAME} PRIVATE ${DEFINITIONS}
    LAB_HOST_NAME="${NAME}" LAB_PYTHON_LIBRARY="${P_library}"
    LAB_PYTHON_PREFIX="${P_prefix}" LAB_PYTHON_EXEC_PREFIX="${P_exec_prefix}")
  target_link_libraries(${NAME} PRIVATE lab_flags lab_record lab_confine ${LAB_LIBPYTHON} Threads::Threads)
  # Of the C++ library only what the host uses, inside it: a process that starts often loads one shared
  # object less, and an extension module that brings its own libstdc++ never meets ours. For the
  # same reason symbols are hidden: a shared libpython gives modules what they need, and the linker
  # exports by itself what libpython refers to (our sigaction, say); a static one has its list.
  #
  # -fPIC, not -fPIE, so that None and the types stay where libpython has them: -fPIE would have the
  # linker copy them into the program. -no-pie, so that nothing has to be relocated at each start.
  target_compile_options(${NAME} PRIVATE
    -fPIC -ffunction-sections -fdata-sections
    -fvisibility=hidden $<$<COMPILE_LANGUAGE:CXX>:-fvisibility-inlines-hidden>
    # g++ 12 takes "text" + std::string for an overlapping copy (its bug 105651).
    $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:GNU>>:-Wno-restrict>)
  target_link_options(${NAME} PRIVATE
    -no-pie -static-libstdc++ -static-libgcc -Wl,--as-needed -Wl,--gc-sections
    ${LAB_LIBPYTHON_OPTIONS} -Wl,--enable-new-dtags)
  # After an upgrade of this CPython everything above is asked anew.
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${P_patchlevel})
  set_target_properties(${NAME} PROPERTIES
    POSITION_INDEPENDENT_CODE OFF
    BUILD_RPATH "${LAB_LIBPYTHON_FOLDER}" INSTALL_RPATH "${LAB_LIBPYTHON_FOLDER}")
  lab_write_sidecar(${NAME} ${DEFAULT})
endfunction()
