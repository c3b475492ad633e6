using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Countme.LocalHost.Blobs;
using Countme.LocalHost.Tests.Serving;

namespace Countme.LocalHost.Tests.Blobs;

public sealed class BlobTests
{
    [Fact]
    public async Task Blobs_NewAndChanged_AreEachCalledForOnce()
    {
        string prefix = Azurite.NewPrefix();
        var container = new BlobContainerClient(Azurite.ConnectionString, prefix);
        await container.CreateAsync();
        await Upload(container, "in/a/b.log", "one");
        await Upload(container, "other/c.log", "other");
        await using Served served = await Served.StartAsync(prefix);
        await served.UntilAsync(() => served.Notes.Count("a/b.log=one") == 1);

        await Upload(container, "in/a/b.log", "two");
        await Upload(container, "in/d.log", "three");
        await served.UntilAsync(() => served.Notes.Count("a/b.log=two") == 1 && served.Notes.Count("d.log=three") == 1);
        await served.DisposeAsync();
        var notes = new Notes();
        await using Served later = await Served.StartAsync(prefix, notes: notes);
        await Upload(container, "in/e.log", "four");
        await later.UntilAsync(() => notes.Count("e.log=four") == 1);

        Assert.Equal(["e.log=four"], notes.Lines.Where(line => line.Contains('=')));
        Assert.Equal(3, served.Notes.Lines.Count(line => line.Contains('=')));
    }

    [Fact]
    public async Task Blob_FailingAlways_BecomesPoisonAndHoldsUpNobody()
    {
        string prefix = Azurite.NewPrefix();
        var time = new ManualTimeProvider(TimeProvider.System.GetUtcNow());
        var container = new BlobContainerClient(Azurite.ConnectionString, prefix);
        await container.CreateAsync();
        await Upload(container, "in/bad.log", "poison");
        await Upload(container, "in/good.log", "fine");
        await using Served served = await Served.StartAsync(prefix, time: time);
        var table = new TableClient(Azurite.ConnectionString, prefix + "Receipts");

        await served.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(5));
            return served.Notes.Count("bad.log=poison") == 5;
        });
        TableEntity? poison = null;
        await served.UntilAsync(() =>
        {
            poison = table.QueryAsync<TableEntity>("State eq 'Poison'").ToBlockingEnumerable().SingleOrDefault();
            time.Advance(TimeSpan.FromMinutes(5));
            return poison is not null;
        });

        Assert.Equal(("in/bad.log", 5, "no log"), (poison!.GetString("Name"), poison.GetInt32("Tries"), poison.GetString("Reason")));
        Assert.Equal((1, 5), (served.Notes.Count("good.log=fine"), served.Notes.Count("bad.log=poison")));
    }

    [Theory]
    [InlineData("logs/{name}", "h/2026/a.log", "name=h/2026/a.log")]
    [InlineData("logs/{host}/{rest}.gz", "h/2026/a.gz", "host=h rest=2026/a")]
    [InlineData("logs/{host}/x-{name}", "h/y-a", null)]
    [InlineData("logs", "anything", "name=anything")]
    public void Pattern_OfNames_FindsParts(string pattern, string name, string? expected)
    {
        IReadOnlyDictionary<string, string>? parts = BlobPattern.Parse(pattern).Match(name);

        Assert.Equal(expected, parts is null ? null : string.Join(" ", parts.Select(part => $"{part.Key}={part.Value}")));
    }

    private static async Task Upload(BlobContainerClient container, string name, string text) =>
        await container.GetBlobClient(name).UploadAsync(BinaryData.FromString(text), overwrite: true);
}
