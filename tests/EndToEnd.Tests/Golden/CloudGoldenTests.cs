using Countme.Adapters.Cloud;
using Countme.Core.Upload;
using Countme.EndToEnd.Tests.Support;

namespace Countme.EndToEnd.Tests.Golden;

/// <summary>The published corpus through all steps on blobs and tables: the same bytes as on a disk.</summary>
public sealed class CloudGoldenTests
{
    public static TheoryData<string, string> Cases => new()
    {
        { "mirrors.centos.org", "combined" },
        { "mirrors.fedoraproject.org", "combined" },
        { "mirrors.centos.org", "proxies" },
        { "mirrors.fedoraproject.org", "proxies" },
    };

    [Theory, MemberData(nameof(Cases))]
    public async Task Count_Twice_TotalsAreGoldenAndNothingIsDoneAgain(string name, string logs)
    {
        var site = new Site(name);
        var machine = new CloudMachine(site);
        await machine.Put(TestData.PathOf("golden", "small", logs));

        IReadOnlyList<bool> first = await machine.Count(Machine.Day("2025-10-06"), Machine.Day("2025-10-16"));
        byte[] csv = await machine.Published("totals.csv");
        IReadOnlyList<bool> second = await machine.Count(Machine.Day("2025-10-06"), Machine.Day("2025-10-16"));

        string folder = TestData.PathOf("golden", "small", "expected", name);
        byte[] golden = File.ReadAllBytes(Path.Join(logs == "proxies" ? Path.Join(folder, "direct") : folder, "totals.sorted.csv"));
        Assert.Equal(SortedLines.Text(golden), SortedLines.Text(SortedLines.Of(csv)));
        using var disk = new Machine { Site = site, Today = Machine.Day("2025-10-16") };
        await disk.Count(TestData.PathOf("golden", "small", logs));
        foreach (string file in (string[])["totals.csv", "totals.db", "totals-countme.db", "totals-unique.db", "totals.json"])
        {
            Assert.Equal(File.ReadAllBytes(disk.PublicPath(file)), await machine.Published(file));
        }

        Assert.All(first, Assert.True);
        Assert.Equal(first.Count, second.Count);
        Assert.All(second, Assert.False);
    }

    [Fact]
    public async Task Count_LogsOfManyProxies_KeepsOneContentForEachDay()
    {
        var machine = new CloudMachine(new Site("mirrors.fedoraproject.org"));
        await machine.Put(TestData.PathOf("golden", "small", "proxies"));
        await machine.Count(Machine.Day("2025-10-06"), Machine.Day("2025-10-16"));

        var logs = await machine.Combined.ListAsync(new Site("mirrors.fedoraproject.org"), default);
        Assert.Equal(
            logs.Where(log => !log.IsInPlace && log.Inputs.Count > 0).Select(log => log.Content),
            await machine.Blobs(CloudNames.CombinedContainer));
    }
}
