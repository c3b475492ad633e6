using System.Text;
using Countme.EndToEnd.Tests.Support;

namespace Countme.EndToEnd.Tests.Hostile;

/// <summary>The program in less memory than the logs hold.</summary>
public sealed class MemoryTests
{
    private const string Line =
        "192.0.2.1 - - [06/Oct/2025:12:00:00 +0000] \"GET /metalink?repo=a&countme=1 HTTP/1.1\" 200 1 \"-\" \"curl\"\n";

    [Fact]
    public async Task Count_LinesOf100MegabytesOnTwoHosts_InBoundedMemory()
    {
        using var folder = new TempFolder();
        foreach (string host in (string[])["proxy01", "proxy02"])
        {
            string path = folder.Write($"{host}/2025/10/07/mirrors.example.org-access.log", Line);
            using FileStream log = File.Open(path, FileMode.Append);
            byte[] block = [.. Enumerable.Repeat((byte)'x', 1 << 20)];
            for (int i = 0; i < 200; i++)
            {
                log.Write(block);
                log.Write(i == 99 ? "\n"u8 : default);
            }

            log.Write(
                Encoding.UTF8.GetBytes("\n" + Line.Replace("12:00", host == "proxy01" ? "12:01" : "12:02", StringComparison.Ordinal)));
        }

        Ran ran = await Shell.Run(
            "countme count --logs \"$1\" --data \"$1/data\" --workers 2 --json --quiet",
            new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = "C000000" }, // 192 MiB, half of what the logs hold.
            folder.Root);

        Assert.True(ran.ExitCode == 0, ran.ToString());
        Assert.Contains("\"counted\":4", ran.Output.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("\"tooLong\":4", ran.Output.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
