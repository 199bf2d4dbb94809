include(CMakeFindDependencyMacro)
find_dependency(Threads)
find_dependency(Eigen3 CONFIG)  # without a version: see cmake/dependencies.cmake of lariat
if(Eigen3_VERSION VERSION_LESS 3.4)
    set(lariat_FOUND FALSE)
    set(lariat_NOT_FOUND_MESSAGE "lariat needs Eigen 3.4 or later; ${Eigen3_DIR} has ${Eigen3_VERSION}")
    return()
endif()
include("${CMAKE_CURRENT_LIST_DIR}/lariatTargets.cmake")
