# cmake -DBUILD=... -DSTAGE=... -DPREFIX=... -P install_and_move.cmake: an installation that was moved must work.
file(REMOVE_RECURSE "${STAGE}" "${PREFIX}")
execute_process(COMMAND "${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${STAGE}" COMMAND_ERROR_IS_FATAL ANY)
file(RENAME "${STAGE}" "${PREFIX}")
