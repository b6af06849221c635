#include "CGimpShim.h"
