/* Strings that GIMP keeps for a plug-in until GIMP ends. */
#include <string.h>

#include "gimp-host.h"
#include "gimp-libraries.h"

char *gimp_host_copy_session_value(void *context, const char *key)
{
    (void)context;
    const gint size = gimp_get_data_size(key);
    if (size <= 0)
        return NULL;
    gchar *bytes = g_malloc0((gsize)size + 1);
    char *copy = gimp_get_data(key, bytes) ? nst_copy_string(bytes) : NULL;
    g_free(bytes);
    return copy;
}

void gimp_host_set_session_value(void *context, const char *key, const char *value)
{
    (void)context;
    gimp_set_data(key, value, (guint32)strlen(value) + 1);
}

char *gimp_host_copy_user_folder(void *context)
{
    (void)context;
    return nst_copy_string(gimp_directory());
}
