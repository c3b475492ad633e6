using Countme.EndToEnd.Tests.Support;

namespace Countme.EndToEnd.Tests.Pipeline;

/// <summary>The pipeline's processes ended, and the ways between them spoilt, while it counts the golden logs of a site.</summary>
public sealed class FaultTests
{
    private const string Site = "mirrors.centos.org";

    /// <summary>Most requests to storage between two faults; counting the site takes about two thousand.</summary>
    private const int MaxRequests = 300;

    public static TheoryData<int> Seeds => Campaign.Seeds(2);

    [Theory, MemberData(nameof(Seeds))]
    public async Task Host_KilledAtRandomMoments_TotalsAndEventsAreWhole(int seed)
    {
        var random = new Random(seed);
        var traffic = new StorageTraffic();
        await using RunningPipeline pipeline = await RunningPipeline.Start(new PipelineOptions { StorageFaults = traffic.Decide });
        PipelineLog[] logs = Shuffled(random);

        Task uploads = pipeline.Upload(logs);
        for (int kill = 0; kill < 6; kill++)
        {
            await traffic.After(1 + random.Next(MaxRequests));
            await pipeline.KillHost();
            await pipeline.StartHost();
        }

        await uploads;
        await pipeline.AssertWhole(Site, logs, Campaign.Repeat(seed));
    }

    [Theory, MemberData(nameof(Seeds))]
    public async Task Storage_StoppedForAWhile_TotalsAndEventsAreWhole(int seed)
    {
        var random = new Random(seed);
        var traffic = new StorageTraffic();
        await using RunningPipeline pipeline = await RunningPipeline.Start(new PipelineOptions { StorageFaults = traffic.Decide });
        PipelineLog[] logs = Shuffled(random);

        int half = random.Next(logs.Length);
        await pipeline.Upload(logs[..half]);
        for (int stop = 0; stop < 2; stop++)
        {
            await traffic.After(1 + random.Next(MaxRequests));
            await pipeline.StopStorage();
            await pipeline.StartStorage();
        }

        await pipeline.Upload(logs[half..]);
        await traffic.After(1 + random.Next(MaxRequests));
        await pipeline.StopStorage();
        await pipeline.StartStorage();

        await pipeline.AssertWhole(Site, logs, Campaign.Repeat(seed));
    }

    [Theory, MemberData(nameof(Seeds))]
    public async Task Storage_ThrottlesAndTears_TotalsAndEventsAreWhole(int seed)
    {
        var random = new Random(seed);
        var traffic = new StorageTraffic(StorageTraffic.OneIn(12, seed));
        await using RunningPipeline pipeline = await RunningPipeline.Start(new PipelineOptions { StorageFaults = traffic.Decide });
        PipelineLog[] logs = Shuffled(random);

        await pipeline.Upload(logs);

        await pipeline.AssertWhole(Site, logs, Campaign.Repeat(seed));
    }

    [Theory, MemberData(nameof(Seeds))]
    public async Task Bus_DownWhileDaysAreCounted_CountsGoOnAndEventsFollow(int seed)
    {
        var random = new Random(seed);
        await using RunningPipeline pipeline = await RunningPipeline.Start();
        PipelineLog[] logs = Shuffled(random);
        byte[] expected = await Oracle.SortedTotals(Site, logs);
        int half = random.Next(logs.Length);

        await pipeline.Upload(logs[..half]);
        await pipeline.StopBroker();
        await pipeline.Upload(logs[half..]);
        await pipeline.WaitForTotals(Site, expected);
        await pipeline.KillHost();
        await pipeline.StartBroker();
        await pipeline.StartHost();

        await pipeline.AssertWhole(Site, logs, Campaign.Repeat(seed));
    }

    private static PipelineLog[] Shuffled(Random random)
    {
        PipelineLog[] logs = PipelineLog.Golden(Site);
        random.Shuffle(logs);
        return logs;
    }
}
