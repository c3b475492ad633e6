using Countme.LocalHost.Tests.Serving;

namespace Countme.LocalHost.Tests.Timers;

public sealed class TimerTests
{
    [Fact]
    public async Task Timer_OverDaysAndAStop_IsCalledAndMadeUpFor()
    {
        string prefix = Azurite.NewPrefix();
        var time = new ManualTimeProvider(TimeProvider.System.GetUtcNow());
        await using (Served first = await Served.StartAsync(prefix, time: time))
        {
            await first.UntilAsync(() => first.Notes.Count("daily False") == 1);
            await first.UntilAsync(() =>
            {
                time.Advance(TimeSpan.FromHours(1));
                return first.Notes.Count("daily False") == 3;
            });
        }

        time.Advance(TimeSpan.FromDays(3));
        await using Served later = await Served.StartAsync(prefix, time: time);
        await later.UntilAsync(() => later.Notes.Count("daily True") == 1);

        Assert.Equal(["daily True"], later.Notes.Lines);
    }
}
