#pragma once

#include <string>

/// Tries what an isolated run may not do. @returns 0 when it was done, otherwise errno.
int trespass(const std::string& deed, const std::string& argument);
