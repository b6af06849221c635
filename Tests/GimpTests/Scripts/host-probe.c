/* A plug-in for tests that lets Script-Fu call functions of the host's library which only dialogs use. The harness
 * compiles it and puts it beside the plug-in, in another folder. */
#include <dlfcn.h>
#include <libgimp/gimp.h>
#include <string.h>

#include "CGimpShim.h"

#define THUMBNAIL "plug-in-host-probe-thumbnail"
#define LOAD_IMAGE "plug-in-host-probe-load-image"

static void query(void)
{
    static const GimpParamDef thumbnail[] = {
        {GIMP_PDB_INT32, "run-mode", ""}, {GIMP_PDB_DRAWABLE, "drawable", ""}, {GIMP_PDB_INT32, "x", ""},
        {GIMP_PDB_INT32, "y", ""},        {GIMP_PDB_INT32, "width", ""},       {GIMP_PDB_INT32, "height", ""},
        {GIMP_PDB_INT32, "to-width", ""}, {GIMP_PDB_INT32, "to-height", ""},
    };
    static const GimpParamDef pixels[] = {{GIMP_PDB_INT32, "count", ""}, {GIMP_PDB_FLOATARRAY, "rgba", ""}};
    static const GimpParamDef load_image[] = {{GIMP_PDB_INT32, "run-mode", ""}, {GIMP_PDB_STRING, "path", ""}};
    static const GimpParamDef layer[] = {{GIMP_PDB_INT32, "layer", ""}};
    gimp_install_procedure(THUMBNAIL, "", "", "", "", "", NULL, NULL, GIMP_PLUGIN, G_N_ELEMENTS(thumbnail),
                           G_N_ELEMENTS(pixels), thumbnail, pixels);
    gimp_install_procedure(LOAD_IMAGE, "", "", "", "", "", NULL, NULL, GIMP_PLUGIN, G_N_ELEMENTS(load_image),
                           G_N_ELEMENTS(layer), load_image, layer);
}

static const nst_host *load_host(void)
{
    gchar *path =
        g_build_filename(gimp_directory(), "plug-ins", "neural-style-transfer", NST_HOST_LIBRARY, NULL);
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    const nst_host_function host =
        library != NULL ? (nst_host_function)dlsym(library, NST_HOST_SYMBOL) : (nst_host_function)NULL;
    g_free(path);
    return host != NULL ? host() : NULL;
}

static void run(const gchar *name, gint count, const GimpParam *parameters, gint *value_count, GimpParam **values)
{
    static GimpParam results[3];
    const nst_host *host = load_host();
    (void)count;
    *values = results;
    *value_count = 1;
    results[0].type = GIMP_PDB_STATUS;
    results[0].data.d_status = GIMP_PDB_EXECUTION_ERROR;
    if (host == NULL)
        return;
    if (strcmp(name, LOAD_IMAGE) == 0) {
        results[1].type = GIMP_PDB_INT32;
        results[1].data.d_int32 = host->load_image(host->context, parameters[1].data.d_string);
        *value_count = 2;
    } else {
        const nst_rectangle bounds = {parameters[2].data.d_int32, parameters[3].data.d_int32,
                                      parameters[4].data.d_int32, parameters[5].data.d_int32};
        const gint32 width = parameters[6].data.d_int32, height = parameters[7].data.d_int32;
        const gint32 size = 4 * width * height;
        gfloat *rgba = g_new(gfloat, size);
        gdouble *wide = g_new(gdouble, size);
        if (!host->read_thumbnail(host->context, parameters[1].data.d_drawable, bounds, width, height, rgba))
            return;
        for (gint32 index = 0; index < size; index++)
            wide[index] = rgba[index];
        g_free(rgba);
        results[1].type = GIMP_PDB_INT32;
        results[1].data.d_int32 = size;
        results[2].type = GIMP_PDB_FLOATARRAY;
        results[2].data.d_floatarray = wide; /* libgimp sends it after this returns */
        *value_count = 3;
    }
    results[0].data.d_status = GIMP_PDB_SUCCESS;
}

const GimpPlugInInfo PLUG_IN_INFO = {NULL, NULL, query, run};

MAIN()
