using Countme.Core.Upload;
using Countme.EndToEnd.Tests.Support;

namespace Countme.EndToEnd.Tests.Pipeline;

/// <summary>What counting on one machine makes of logs.</summary>
internal static class Oracle
{
    /// <summary>The lines of totals.csv, sorted.</summary>
    public static async Task<byte[]> SortedTotals(string site, IEnumerable<PipelineLog> logs)
    {
        using var folder = new TempFolder();
        foreach (PipelineLog log in logs.Where(log => log.Name.Contains(site, StringComparison.Ordinal)))
        {
            folder.Write(Path.Join("logs", log.Name), log.Content);
        }

        using var machine = new Machine(folder.PathOf("data")) { Site = new Site(site), Today = Machine.Day("2025-10-16") };
        await machine.Count(folder.PathOf("logs"));
        return machine.SortedTotals();
    }
}
