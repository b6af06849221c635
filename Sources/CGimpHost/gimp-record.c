/* The record that stays with a layer: a parasite, which XCF files keep and undo takes back. */
#include <string.h>

#include "gimp-host.h"
#include "gimp-libraries.h"

int32_t gimp_record_attach(int32_t layer, const char *record)
{
    if (record == NULL)
        return 1;
    GimpParasite *parasite = gimp_parasite_new(NST_RECORD_NAME, GIMP_PARASITE_PERSISTENT | GIMP_PARASITE_UNDOABLE,
                                               (guint32)strlen(record) + 1, record);
    const gboolean is_attached = gimp_item_attach_parasite(layer, parasite);
    gimp_parasite_free(parasite);
    return is_attached != 0;
}

char *gimp_host_copy_record(void *context, int32_t layer)
{
    (void)context;
    if (!gimp_item_is_valid(layer))
        return NULL;
    GimpParasite *parasite = gimp_item_get_parasite(layer, NST_RECORD_NAME);
    if (parasite == NULL)
        return NULL;
    /* A file's bytes needn't end with a zero. */
    gchar *text = g_strndup(gimp_parasite_data(parasite), (gsize)gimp_parasite_data_size(parasite));
    char *copy = nst_copy_string(text);
    g_free(text);
    gimp_parasite_free(parasite);
    return copy;
}
