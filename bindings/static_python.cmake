# CPython inside the host, where its distribution has it as an archive too.
#
# Debian's and Ubuntu's own python3 is linked so: a shared libpython has to be loaded at each start and
# reaches its own variables by way of a table, which costs 5 to 25 % of what runs. A host that is
# slower than the python3 that it stands for would tell about linking rather than about CPython.

# Links and starts the smallest program around the archive; RESULT becomes what it says its version is,
# or "" when it cannot be linked: an archive of link-time objects of another compiler, say, or Debian's
# and Ubuntu's from 3.12 on, whose _sha2 refers to an archive of HACL* that is not packaged.
function(lab_try_static_python RESULT)
  set(FOLDER ${CMAKE_BINARY_DIR}/CMakeFiles/static-python)
  file(WRITE ${FOLDER}/program.c
       "#include <Python.h>\nint main(int argc, char** argv) { return Py_BytesMain(argc, argv); }\n")
  try_compile(LINKED ${FOLDER}/${P_version} ${FOLDER}/program.c
              CMAKE_FLAGS "-DINCLUDE_DIRECTORIES=${P_includes}" -DCMAKE_POSITION_INDEPENDENT_CODE=OFF
              LINK_OPTIONS -no-pie
              LINK_LIBRARIES ${P_static_library} ${P_static_needs} Threads::Threads
              COPY_FILE ${FOLDER}/python-${P_version})
  set(VERSION "")
  if(LINKED)
    execute_process(COMMAND ${FOLDER}/python-${P_version} -I -S -c
                            "import sys; print(sys.version.split()[0], end='')"
                    OUTPUT_VARIABLE VERSION ERROR_QUIET)
  endif()
  set(${RESULT} "${VERSION}" PARENT_SCOPE)
endfunction()

# Sets in the caller's scope what the host links: LAB_LIBPYTHON, LAB_LIBPYTHON_OPTIONS, and where the
# shared library is looked for at each start (nowhere, when there is none). P_library becomes the
# archive where that is what is linked. Reads P_*.
function(lab_choose_library)
  set(LAB_LIBPYTHON ${P_library})
  get_filename_component(FOLDER ${P_library} DIRECTORY)
  set(LAB_LIBPYTHON_FOLDER ${FOLDER} PARENT_SCOPE)
  set(LAB_LIBPYTHON_OPTIONS -Wl,--exclude-libs,ALL)
  if(P_static_library)
    lab_try_static_python(VERSION)
    if(VERSION STREQUAL P_version)
      # Extension modules look for all of the C API in the program, whether the host calls it or not.
      set(LAB_LIBPYTHON -Wl,--whole-archive ${P_static_library} -Wl,--no-whole-archive ${P_static_needs})
      set(LAB_LIBPYTHON_OPTIONS -Wl,--dynamic-list=${CMAKE_CURRENT_FUNCTION_LIST_DIR}/c_api.list)
      set(P_library ${P_static_library} PARENT_SCOPE)
      set(LAB_LIBPYTHON_FOLDER "" PARENT_SCOPE)
    endif()
  endif()
  set(LAB_LIBPYTHON ${LAB_LIBPYTHON} PARENT_SCOPE)
  set(LAB_LIBPYTHON_OPTIONS ${LAB_LIBPYTHON_OPTIONS} PARENT_SCOPE)
endfunction()
