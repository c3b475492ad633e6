using Countme.Cli.Sample;

namespace Countme.Bench;

/// <summary>The log that all benchmarks read: 32 MB of a dense sample, the same every time.</summary>
internal static class SampleLog
{
    /// <summary>Its size in bytes.</summary>
    public const int Bytes = 32_000_000;

    /// <summary>Makes the log in memory.</summary>
    public static byte[] Make()
    {
        string folder = Directory.CreateTempSubdirectory("countme-bench").FullName;
        try
        {
            var options = new SampleOptions
            {
                OutputFolder = Path.Join(folder, "logs"),
                Layout = SampleLayout.Combined,
                Sites = ["mirrors.fedoraproject.org"],
                Days = 1,
                Size = new ByteSize(Bytes),
            };
            SampleLogs.RunAsync(options, progress: null, CancellationToken.None).GetAwaiter().GetResult();
            string log = Directory.GetFiles(options.OutputFolder, "*.log", SearchOption.AllDirectories).Single();
            return File.ReadAllBytes(log);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
