using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Countme.Cli.Running;

/// <summary>Writes machine-readable output: indented JSON, camelCase names, ASCII only, one line end at the end.</summary>
internal static class JsonOutput
{
    /// <summary>Writes one value. It is gathered in memory, so that a failure half-way leaves nothing on stdout.</summary>
    public static void Write(TextWriter to, Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(
            bytes, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.Default }))
        {
            write(json);
        }

        to.WriteLine(Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
    }
}
