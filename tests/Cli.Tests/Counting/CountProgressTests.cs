using Countme.Cli.Counting;
using Countme.Core.Upload;

namespace Countme.Cli.Tests.Counting;

public class CountProgressTests
{
    private static readonly Site Site = new("mirrors.example.org");

    [Fact]
    public void Line_HalfOfWhatIsNotUpToDate_TellsRateAndTimeLeft()
    {
        var clock = new HandClock();
        var progress = new CountProgress(clock);
        progress.Plan(Site, 3_000_000);
        progress.Start(Station.Combine, Site, "2025-10-06", 1_000_000, contentBytes: null);
        progress.End(didWork: false);
        progress.Start(Station.RawDb, Site, "2025-10-07", 2_000_000, contentBytes: 40_000_000);

        clock.Seconds = 10;
        progress.Add(20_000_000);

        Assert.Equal("load mirrors.example.org 2025-10-07, 2 MB/s, 0:10 left", progress.Line());
        Assert.Equal(2.0 / 3, progress.Fraction, 6);
    }

    [Fact]
    public void Line_NothingReadYet_TellsTheStepAlone()
    {
        var progress = new CountProgress(new HandClock());

        progress.Start(Station.Publish, Site, "3 weeks", 0, contentBytes: null);

        Assert.Equal("publish mirrors.example.org 3 weeks", progress.Line());
        Assert.Equal(0, progress.Fraction);
    }

    private sealed class HandClock : TimeProvider
    {
        public int Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
