/* GIMP's and GEGL's headers, in the order they need (gimpui.h after gimp.h), without their own compiler warnings. */
#ifndef GIMP_LIBRARIES_H
#define GIMP_LIBRARIES_H

#pragma GCC system_header

#include <gegl.h>
#include <libgimp/gimp.h>

#include <libgimp/gimpui.h>

#endif
