using Countme.Core.Upload;
using Countme.Functions.Day;
using Microsoft.DurableTask.Client;

namespace Countme.Functions.Upload;

/// <summary>Takes a log in and wakes its day.</summary>
/// <param name="receive">Takes it in.</param>
/// <param name="waker">Wakes days.</param>
public sealed class LogArrival(ReceiveLog receive, DayWaker waker)
{
    private const int Tries = 5;

    /// <summary>Takes a log in. Two receptions of one log at once end as one: who comes second looks again.</summary>
    public async Task RunAsync(DurableTaskClient client, string name, CancellationToken cancellation)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                if (await receive.RunAsync(name, cancellation) is { } day)
                {
                    await waker.WakeAsync(client, day, cancellation);
                }

                return;
            }
            catch (ChangedMeanwhileException) when (tries < Tries)
            {
                // The ledger's row was written by another reception, or by the day that counts it.
            }
        }
    }
}
