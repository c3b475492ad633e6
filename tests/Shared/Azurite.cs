using System.Diagnostics;
using System.Text.Json;

namespace Countme.Tests;

/// <summary>
/// One Azurite for all tests of a process, on free ports, with its files in a folder of its own. It ends with the process. Each test
/// takes a <see cref="NewPrefix"/> for the names of its containers and tables, so tests never meet.
/// </summary>
internal static class Azurite
{
    private const string Account = "devstoreaccount1";

    /// <summary>The key that every Azurite has and that its documentation publishes.</summary>
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly Lazy<string> Started = new(Start);
    private static int Prefixes;

    /// <summary>Connection string of the running Azurite; the first call starts it, which takes about two seconds.</summary>
    public static string ConnectionString => Started.Value;

    /// <summary>A prefix that no other test has: a letter, then letters and digits, at most 12.</summary>
    public static string NewPrefix() => FormattableString.Invariant($"t{Environment.ProcessId % 100000}x{Interlocked.Increment(ref Prefixes)}x");

    /// <summary>Connection string of any Azurite, or of what stands in front of one.</summary>
    public static string ConnectionStringTo(Uri blob, Uri queue, Uri table) =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint={new Uri(blob, Account)};"
        + $"QueueEndpoint={new Uri(queue, Account)};TableEndpoint={new Uri(table, Account)};";

    private static string Start()
    {
        string emulators = Path.Join(Path.GetDirectoryName(Path.GetDirectoryName(TestData.Root)), "emulators");
        NodePackages.Install(emulators);
        string files = Directory.CreateTempSubdirectory("countme-azurite-").FullName;
        var start = new ProcessStartInfo("node", [Path.Join(emulators, "azurite.mjs"), "--location", files])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop(process, files);
        string line = process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException("Azurite ended before it listened; run it by hand to see why: node emulators/azurite.mjs --location DIR");
        using JsonDocument urls = JsonDocument.Parse(line);
        Uri Address(string service) => new(urls.RootElement.GetProperty(service).GetString()!);
        return ConnectionStringTo(Address("blob"), Address("queue"), Address("table"));
    }

    private static void Stop(Process process, string files)
    {
        process.Kill();
        process.WaitForExit();
        Directory.Delete(files, recursive: true);
    }
}
