using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Countme.Adapters.Cloud;
using Countme.Adapters.Tests.Contracts;
using Countme.Core.Combine;
using Countme.Core.Status;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Adapters.Tests.Cloud;

/// <summary>The columns that docs/formats.md describes are those that are written.</summary>
public sealed partial class CloudFormatsTests : IDisposable
{
    private static readonly string[] Keys = ["PartitionKey", "RowKey", "Timestamp", "odata.etag"];

    private readonly CloudStores _stores = new();

    public void Dispose() => _stores.Dispose();

    [Fact]
    public async Task Columns_OfEveryTable_AreThoseOfTheDocument()
    {
        await WriteEverything();
        string document = await File.ReadAllTextAsync(Path.Join(TestData.Root, "..", "..", "docs", "formats.md"));

        foreach (string table in CloudNames.Tables.Where(table => table != CloudNames.OutboxTable))
        {
            IEnumerable<string> written = (await _stores.Rows(table)).SelectMany(Columns).Where(name => !Chunk().IsMatch(name)).Distinct();
            Assert.Equal(Documented(document, table).Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
        }
    }

    private static IEnumerable<string> Columns(TableEntity row) => row.Keys.Except(Keys);

    /// <summary>The names in the first cells of the table below a heading.</summary>
    private static IEnumerable<string> Documented(string document, string table)
    {
        int start = document.IndexOf($"### Table `{table}`\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"docs/formats.md has no section on the table {table}.");
        int end = document.IndexOf("\n#", start + 1, StringComparison.Ordinal);
        return document[start..(end < 0 ? document.Length : end)].Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => Name().Matches(line.Split('|')[1]).Select(match => match.Groups["name"].Value));
    }

    private async Task WriteEverything()
    {
        CloudStorage storage = _stores.Storage;
        await new CloudUploads(storage).RecordAsync([Samples.Upload(CloudNamesOfTests.Log("x"))], default);
        CombinedLog log = Samples.Combined("2025-10-06");
        await new CloudCombinedLogs(storage).RecordAsync(log, default);
        var inputs = Enumerable.Range(0, 5000).Select(i => new CombinedInput(new ProxyHost("p"), new string('n', 100) + i, "e", null, i));
        await new CloudCombinedLogs(storage).RecordAsync(Samples.Combined("2025-10-07") with { Inputs = [.. inputs] }, default);
        await new CloudRawDb(storage).RecordLoadedAsync(Samples.Loaded("2025-10-06", null, "2025-10-05"), default);
        await new CloudDayStates(storage).PutAsync(
            new DayState { Site = log.Site, Day = log.Day, RunId = "run", Time = _stores.Time.GetUtcNow() }, default);
        var totals = new CloudTotals(storage);
        await totals.ReplaceDayAsync(Samples.Tally(new UtcDay(20_000)), [Samples.Count(1)], default);
        await totals.ReplaceWeekAsync(Samples.Week(2909), Samples.Stream([Samples.Count(1), Samples.Count(2, "\u0001")]), default);
    }

    [GeneratedRegex("`(?<name>[A-Za-z0-9]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Name();

    /// <summary>Columns after the first one of a record that is cut.</summary>
    [GeneratedRegex(@"\A(?:Json|Packed)[1-9][0-9]*\z")]
    private static partial Regex Chunk();
}
