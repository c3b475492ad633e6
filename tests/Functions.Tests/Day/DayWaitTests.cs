using Countme.Functions.Day;

namespace Countme.Functions.Tests.Day;

public sealed class DayWaitTests
{
    private static readonly DayRun Run = new(new DayKey("a.org", "2025-10-07"), new Pace(QuietMinutes: 30, MaxWaitMinutes: 60, 6, 5))
    {
        BeganUnixSeconds = 1000,
        ChangedUnixSeconds = 2000,
    };

    [Fact]
    public void Until_AllHosts_DoesNotWait() => Assert.Null(DayWait.Until(Run, new DayLook(3, "f", Expected: 3, Missing: 0)));

    [Fact]
    public void Until_NoUploads_DoesNotWait() => Assert.Null(DayWait.Until(Run, new DayLook(0, "f", Expected: 3, Missing: 3)));

    [Fact]
    public void Until_MissingHost_WaitsUntilQuiet() =>
        Assert.Equal(2000 + (30 * 60), DayWait.Until(Run, new DayLook(2, "f", Expected: 3, Missing: 1)));

    [Fact]
    public void Until_NothingKnownOfHosts_WaitsUntilQuiet() =>
        Assert.Equal(2000 + (30 * 60), DayWait.Until(Run, new DayLook(2, "f", Expected: 0, Missing: 0)));

    [Fact]
    public void Until_UploadsForever_HasAnEnd() =>
        Assert.Equal(1000 + (60 * 60), DayWait.Until(Run with { ChangedUnixSeconds = 9000 }, new DayLook(2, "f", Expected: 3, Missing: 1)));

    [Fact]
    public void WaitAfter_Tries_DoublesUpToFiveMinutes() => Assert.Equal(
        [5, 10, 20, 300], new[] { 1, 2, 3, 20 }.Select(tries => (int)Run.Pace.WaitAfter(tries).TotalSeconds));
}
