# Header-only: everything goes under include and share, nothing depends on the architecture, and the tree may
# be moved after installation.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)
set(package_dir share/cmake/lariat)

install(TARGETS lariat EXPORT lariatTargets FILE_SET HEADERS)
install(EXPORT lariatTargets NAMESPACE lariat:: DESTINATION ${package_dir})
write_basic_package_version_file(lariatConfigVersion.cmake COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES cmake/lariatConfig.cmake "${CMAKE_CURRENT_BINARY_DIR}/lariatConfigVersion.cmake"
        DESTINATION ${package_dir})

configure_file(cmake/lariat.pc.in lariat.pc @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/lariat.pc" DESTINATION share/pkgconfig)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
