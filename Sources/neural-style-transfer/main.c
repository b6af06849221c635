/* The plug-in as GIMP sees it. GIMP starts this program at its own start to ask what it offers (`query`), and again for
 * each call (`run`). Only `run` loads the Swift library and the host's, which needs GTK, so that GIMP's start doesn't
 * wait for them. */
#include <dlfcn.h>
#include <libintl.h>
#include <string.h>

#include "gimp-library.h"

#include "CGimpShim.h"
#include "options.generated.h"

#define _(text) dgettext(NST_TEXT_DOMAIN, text)
/* Marks a text for translation that GIMP looks up itself. */
#define N_(text) text

/* ---- where the plug-in lives ---------------------------------------------------------------------------------- */

/* The folder that holds this program, its libraries and the translations; to be freed with g_free(). */
static gchar *plug_in_folder(void)
{
    gchar *program = g_file_read_link("/proc/self/exe", NULL); /* follows links to the real folder */
    gchar *folder = g_path_get_dirname(program != NULL ? program : gimp_get_progname());
    g_free(program);
    return folder;
}

/* GIMP's Help opens pages of ours: help/LANGUAGE/gimp-help.xml says which. */
static void register_help(const gchar *folder)
{
    gchar *help = g_build_filename(folder, "help", NULL);
    gchar *uri = g_filename_to_uri(help, NULL, NULL);
    if (uri != NULL)
        gimp_plugin_help_register(NST_TEXT_DOMAIN, uri);
    g_free(uri);
    g_free(help);
}

/* ---- query ----------------------------------------------------------------------------------------------------- */

static void query(void)
{
    static const GimpParamDef parameters[] = {
        {GIMP_PDB_INT32, "run-mode", "RUN-INTERACTIVE (0), RUN-NONINTERACTIVE (1) or RUN-WITH-LAST-VALS (2)"},
        {GIMP_PDB_IMAGE, "image", "The image of the content"},
        {GIMP_PDB_DRAWABLE, "drawable", "The content: the layer to paint anew"},
        {GIMP_PDB_DRAWABLE, "style",
         "The style: a layer of this image or of another one. Of a layer group, each visible layer is a style: its "
         "opacity is its weight, its layer mask says where it is used"},
        {GIMP_PDB_STRING, "options", "Words of the form key=value, separated by spaces; \"\" for the defaults"},
    };
    static const GimpParamDef return_values[] = {
        {GIMP_PDB_LAYER, "new-layer", "The new layer, above the content or in an image of its own; the content itself "
                                      "with result=replace"},
    };
    static const GimpParamDef continue_parameters[] = {
        {GIMP_PDB_INT32, "run-mode", "RUN-INTERACTIVE (0), RUN-NONINTERACTIVE (1) or RUN-WITH-LAST-VALS (2)"},
        {GIMP_PDB_IMAGE, "image", "The image of the painting"},
        {GIMP_PDB_DRAWABLE, "drawable", "The painting: a layer that " NST_PROCEDURE_NAME " has made"},
        {GIMP_PDB_INT32, "iterations", "How often the painting is improved, at its full size"},
    };

    static const GimpParamDef look_parameters[] = {
        {GIMP_PDB_INT32, "run-mode", "RUN-INTERACTIVE (0), RUN-NONINTERACTIVE (1) or RUN-WITH-LAST-VALS (2)"},
        {GIMP_PDB_IMAGE, "image", "The image of the picture"},
        {GIMP_PDB_DRAWABLE, "drawable", "The picture: a layer. Where something is selected, only that part is looked at"},
        {GIMP_PDB_STRING, "layer", "The layer of the network, such as relu3_1, conv3_1 (before the ReLU) or pool3"},
        {GIMP_PDB_INT32, "maps", "How many feature maps become layers, 1 to 512: the strongest, by their mean activation"},
        {GIMP_PDB_INT32, "gram", "Whether the Gram matrix becomes a layer, too (TRUE or FALSE)"},
        {GIMP_PDB_INT32, "filters", "Whether the first layer's filters become a layer, too (TRUE or FALSE)"},
        {GIMP_PDB_INT32, "size", "Longest side, in pixels, at which the network looks at the picture, 16 to 4096"},
        {GIMP_PDB_STRING, "network", "vgg16 or vgg19; \"\" for vgg16"},
    };
    static const GimpParamDef look_values[] = {
        {GIMP_PDB_LAYER, "layer-group", "A layer group above the picture: one layer for each map, then the others"},
    };

    gchar *folder = plug_in_folder();
    gchar *locale = g_build_filename(folder, "locale", NULL);
    gimp_plugin_domain_register(NST_TEXT_DOMAIN, locale);
    g_free(locale);
    register_help(folder);
    g_free(folder);

    /* Every type of image, so that an indexed one gets a sentence instead of a menu entry that is grey. */
    gimp_install_procedure(
        NST_PROCEDURE_NAME, N_("Paint the layer in the style of another layer"),
        "Adds a layer with the content of one layer painted in the style of another, by the method of Gatys, Ecker "
        "and Bethge (2015).\n\nOptions:\n" NST_PDB_OPTIONS_HELP,
        "The authors of Neural Style Transfer for GIMP", "GPL-3.0-or-later", "2026",
        N_("_Neural Style Transfer…"), "*", GIMP_PLUGIN, G_N_ELEMENTS(parameters), G_N_ELEMENTS(return_values),
        parameters, return_values);
    gimp_plugin_menu_register(NST_PROCEDURE_NAME, "<Image>/Filters/Artistic");

    gimp_install_procedure(
        NST_CONTINUE_PROCEDURE_NAME, N_("Paint on a layer that Neural Style Transfer has made"),
        "Adds a layer that goes on from a painting, with the settings, the content and the style that were kept with "
        "it (the parasite “" NST_RECORD_NAME "”). Content and style must still be open.",
        "The authors of Neural Style Transfer for GIMP", "GPL-3.0-or-later", "2026",
        N_("_Continue Neural Style Transfer…"), "*", GIMP_PLUGIN, G_N_ELEMENTS(continue_parameters),
        G_N_ELEMENTS(return_values), continue_parameters, return_values);
    gimp_plugin_menu_register(NST_CONTINUE_PROCEDURE_NAME, "<Image>/Filters/Artistic");

    gimp_install_procedure(
        NST_LOOK_PROCEDURE_NAME, N_("Show what the network sees in a layer, as layers"),
        "Adds a layer group with the strongest feature maps of a picture at one layer of the network, each from black for "
        "its least value to white for its greatest and named by its channel, which counts from 0.",
        "The authors of Neural Style Transfer for GIMP", "GPL-3.0-or-later", "2026",
        N_("_Look Inside the Network…"), "*", GIMP_PLUGIN, G_N_ELEMENTS(look_parameters), G_N_ELEMENTS(look_values),
        look_parameters, look_values);
    gimp_plugin_menu_register(NST_LOOK_PROCEDURE_NAME, "<Image>/Filters/Artistic");
}

/* ---- run ------------------------------------------------------------------------------------------------------- */

static nst_look read_look(gint count, const GimpParam *parameters)
{
    return (nst_look){
        .layer = count > 3 ? parameters[3].data.d_string : NULL,
        .map_count = count > 4 ? parameters[4].data.d_int32 : 0,
        .has_gram = count > 5 ? parameters[5].data.d_int32 : 0,
        .has_filters = count > 6 ? parameters[6].data.d_int32 : 0,
        .size = count > 7 ? parameters[7].data.d_int32 : 0,
        .network = count > 8 ? parameters[8].data.d_string : NULL,
    };
}

/* GIMP's menu hands over the first three parameters only. */
static nst_invocation read_invocation(const gchar *name, gint count, const GimpParam *parameters, const char *folder)
{
    const gboolean continues = strcmp(name, NST_CONTINUE_PROCEDURE_NAME) == 0;
    const gboolean looks = strcmp(name, NST_LOOK_PROCEDURE_NAME) == 0;
    return (nst_invocation){
        .procedure = name,
        .run_mode = count > 0 ? parameters[0].data.d_int32 : NST_RUN_NONINTERACTIVE,
        .image = count > 1 ? parameters[1].data.d_image : -1,
        .drawable = count > 2 ? parameters[2].data.d_drawable : -1,
        .style = count > 3 && !continues && !looks ? parameters[3].data.d_drawable : -1,
        .options = count > 4 && !continues && !looks ? parameters[4].data.d_string : NULL,
        .iterations = count > 3 && continues ? parameters[3].data.d_int32 : 0,
        .look = looks ? read_look(count, parameters) : (nst_look){0},
        .folder = folder,
    };
}

/* A function of a library in the plug-in's folder, or NULL and why not (a sentence, to be freed with g_free()). The
 * library stays loaded until the process ends. */
static void *load_function(const char *folder, const char *library_name, const char *name, gchar **problem)
{
    gchar *path = g_build_filename(folder, library_name, NULL);
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    void *function = library != NULL ? dlsym(library, name) : NULL;
    if (function == NULL)
        *problem = g_strdup_printf(
            _("A part of the plug-in can't be loaded (%s). Install the plug-in again."), dlerror());
    g_free(path);
    return function;
}

static void load_and_run(const nst_invocation *invocation, nst_result *result)
{
    const nst_host_function host =
        (nst_host_function)load_function(invocation->folder, NST_HOST_LIBRARY, NST_HOST_SYMBOL, &result->message);
    if (host == NULL)
        return;
    const nst_run_function run =
        (nst_run_function)load_function(invocation->folder, NST_PLUGIN_LIBRARY, NST_RUN_SYMBOL, &result->message);
    if (run != NULL)
        run(invocation, host(), result);
}

/* The one place where an outcome becomes GIMP's return values: the status, and the layer or what was wrong. */
static gint write_return_values(const nst_result *result, GimpParam *values)
{
    values[0].type = GIMP_PDB_STATUS;
    switch (result->status) {
    case NST_STATUS_SUCCESS:
        values[0].data.d_status = GIMP_PDB_SUCCESS;
        values[1].type = GIMP_PDB_LAYER;
        values[1].data.d_layer = result->layer;
        return 2;
    case NST_STATUS_CANCEL:
        values[0].data.d_status = GIMP_PDB_CANCEL;
        return 1;
    case NST_STATUS_CALLING_ERROR:
        values[0].data.d_status = GIMP_PDB_CALLING_ERROR;
        break;
    default:
        values[0].data.d_status = GIMP_PDB_EXECUTION_ERROR;
        break;
    }
    if (result->message == NULL)
        return 1;
    values[1].type = GIMP_PDB_STRING;
    values[1].data.d_string = result->message;
    return 2;
}

/* Translations for the sentences of this file; the Swift library binds its own when it runs. */
static void bind_translations(const char *folder)
{
    gchar *locale = g_build_filename(folder, "locale", NULL);
    bindtextdomain(NST_TEXT_DOMAIN, locale);
    bind_textdomain_codeset(NST_TEXT_DOMAIN, "UTF-8");
    g_free(locale);
}

static void run(const gchar *name, gint count, const GimpParam *parameters, gint *value_count, GimpParam **values)
{
    static GimpParam return_values[2]; /* libgimp reads them after this function has returned */

    gchar *folder = plug_in_folder();
    bind_translations(folder);

    nst_result result = {.status = NST_STATUS_EXECUTION_ERROR, .layer = -1, .message = NULL};
    const nst_invocation invocation = read_invocation(name, count, parameters, folder);
    load_and_run(&invocation, &result);
    g_free(folder);

    /* The message isn't freed: libgimp still sends it, then the process ends. */
    *value_count = write_return_values(&result, return_values);
    *values = return_values;
}

const GimpPlugInInfo PLUG_IN_INFO = {NULL, NULL, query, run};

MAIN()
