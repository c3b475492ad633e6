using System.Globalization;
using System.Text;

namespace Countme.Functions.Tests.Pipeline;

/// <summary>Writes logs of a few lines.</summary>
internal static class LogText
{
    /// <summary>A log of a day: at noon so many hosts ask, each once with an age and once without.</summary>
    /// <param name="day">The day as yyyy-MM-dd.</param>
    /// <param name="hosts">How many hosts.</param>
    /// <param name="from">Number of the first one; hosts of different numbers are different.</param>
    public static byte[] Of(string day, int hosts, int from = 0)
    {
        string date = DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture)
            .ToString("dd/MMM/yyyy", CultureInfo.InvariantCulture);
        var text = new StringBuilder();
        foreach (int host in Enumerable.Range(from, hosts))
        {
            string repo = host % 2 == 0 ? "fedora-42" : "updates-released-f42";
            foreach (string age in new[] { "&countme=1", "" })
            {
                text
                    .Append(
                        CultureInfo.InvariantCulture,
                        $"198.51.100.{host} - - [{date}:12:00:{host % 60:D2} +0000] \"GET "
                        + $"/metalink?repo={repo}&arch=x86_64{age} HTTP/1.1\" ")
                    .Append("200 1000 \"-\" \"libdnf (Fedora Linux 42; workstation; Linux.x86_64)\"\n");
            }
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>The name of a log.</summary>
    public static string Name(string host, string day, string site, string extension = "") =>
        $"{host}/{day.Replace('-', '/')}/{site}-access.log{extension}";

    /// <summary>Uploads a log of a day.</summary>
    public static Task UploadAsync(this LocalPipeline pipeline, string site, string host, string day, int hosts, int from = 0) =>
        pipeline.UploadAsync(Of(day, hosts, from), Name(host, day, site));
}
