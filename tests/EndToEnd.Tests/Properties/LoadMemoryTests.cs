using Countme.Core.RawDb;
using Countme.Core.Time;
using Countme.EndToEnd.Tests.Support;

namespace Countme.EndToEnd.Tests.Properties;

/// <summary>Parts depend on the log alone: not on memory, threads, or where the log was cut.</summary>
public sealed class LoadMemoryTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 1)]
    [InlineData(3, 1 << 20)]
    [InlineData(4, 168 << 20)]
    public async Task Load_AnyMemoryAndWorkers_SameBytesAsOneWorkerInMemory(int workers, long rowMemoryBytes)
    {
        // Several blocks of half a mebibyte; most rows twice, in different blocks; hosts with and without an address.
        var corpus = new Corpus(Campaign.Seed, 20_000);
        using var folder = new TempFolder();
        using var machine = new Machine { Load = new LoadOptions { PlainHosts = true, Workers = 1 } };
        LogDay day = corpus.Lines.Max(line => line.Day);
        byte[] log = [.. corpus.Lines.SelectMany(line => line.Text.Append((byte)'\n'))];
        string path = folder.Write($"{day.Date:yyyy/MM/dd}/x.log", [.. log, .. log]);
        await machine.CountFiles([path]);
        var once = machine.Parts();

        await machine.Reload(day, machine.Load with { Workers = workers, RowMemoryBytes = rowMemoryBytes });

        var again = machine.Parts();
        Assert.Equal(once.Keys, again.Keys);
        Assert.Equal([], once.Keys.Where(part => !once[part].AsSpan().SequenceEqual(again[part])));
    }
}
