namespace Countme.Functions.Tests.Pipeline;

/// <summary>A clock that begins at a given time and runs a hundred times as fast: waits of minutes pass in a second.</summary>
internal sealed class FastTime(DateTimeOffset start) : TimeProvider
{
    private const int Speed = 100;

    private readonly long _began = System.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => start + (System.GetElapsedTime(_began) * Speed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new FastTimer(System.CreateTimer(callback, state, Scaled(dueTime), Scaled(period)));

    private static TimeSpan Scaled(TimeSpan time) => time > TimeSpan.Zero ? time / Speed : time;

    private sealed class FastTimer(ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(Scaled(dueTime), Scaled(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
