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
    public static string NewPrefix() =>
        FormattableString.Invariant($"t{Environment.ProcessId % 100000}x{Interlocked.Increment(ref Prefixes)}x");

    /// <summary>Connection string of any Azurite, or of what stands in front of one.</summary>
    public static string ConnectionStringTo(Uri blob, Uri queue, Uri table) =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint={new Uri(blob, Account)};"
        + $"QueueEndpoint={new Uri(queue, Account)};TableEndpoint={new Uri(table, Account)};";

    private static string Start()
    {
        string files = Directory.CreateTempSubdirectory("countme-azurite-").FullName;
        var program = NodeProgram.Start("azurite.mjs", "--location", files);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop(program, files);
        Uri Address(string service) => new(program.Listening.GetProperty(service).GetString()!);
        return ConnectionStringTo(Address("blob"), Address("queue"), Address("table"));
    }

    private static void Stop(NodeProgram program, string files)
    {
        program.Dispose();
        Directory.Delete(files, recursive: true);
    }
}
