namespace Countme.EndToEnd.Tests.Pipeline;

/// <summary>Waits for what other processes will bring about.</summary>
internal static class Eventually
{
    /// <summary>Longest wait for anything: far beyond what a busy machine needs.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    /// <summary>Looks again and again until there is nothing left to wait for.</summary>
    /// <param name="missing">What is still missing, in words; null once nothing is.</param>
    /// <param name="facts">What a failure's message tells besides.</param>
    public static async Task Happens(Func<CancellationToken, Task<string?>> missing, Func<string> facts)
    {
        using var timer = new PeriodicTimer(BetweenLooks);
        using var end = new CancellationTokenSource(Limit);
        string? last = "Nothing was looked at.";
        try
        {
            do
            {
                last = await missing(end.Token) ?? "";
            }
            while (last.Length > 0 && await timer.WaitForNextTickAsync(end.Token));
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            Assert.Fail($"Waited {Limit} in vain. {last}\n{facts()}");
        }
    }
}
