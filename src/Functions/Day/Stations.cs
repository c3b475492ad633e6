using System.Diagnostics;
using Countme.Core.Status;
using Countme.Core.Upload;
using Countme.Functions.Status;
using Microsoft.DurableTask;

namespace Countme.Functions.Day;

/// <summary>A step was given up.</summary>
/// <param name="reason">Why, in one line.</param>
internal sealed class StepFailedException(string reason) : Exception(reason);

/// <summary>
/// Runs the stations of a run from its orchestrator: every one that is started is told finished or failed, every try that failed is
/// told. The tries are made here and not by a retry policy, which could not tell.
/// </summary>
/// <param name="context">The orchestration.</param>
/// <param name="pace">How often and how soon to try again.</param>
/// <param name="teller">Tells.</param>
internal sealed class Stations(TaskOrchestrationContext context, Pace pace, Teller teller)
{
    /// <summary>How often a step may be overtaken by other days of its site before that counts as a failure.</summary>
    private const int MostOvertaken = 100;

    private const int MostOvertakenSeconds = 5;

    private int _retries;

    /// <summary>Runs a station.</summary>
    /// <param name="station">Its name in events.</param>
    /// <param name="key">The day, week or range.</param>
    /// <param name="work">Its steps.</param>
    /// <exception cref="StepFailedException">A step was given up.</exception>
    public async Task<StepResult> RunAsync(string station, string key, Func<Task<StepResult>> work)
    {
        DateTime began = context.CurrentUtcDateTime;
        await teller.StartedAsync(station, key);
        try
        {
            StepResult result = await work();
            long duration = (long)(context.CurrentUtcDateTime - began).TotalMilliseconds;
            teller.Add(station, key, StatusState.Finished, new(result.Counts) { ["duration_ms"] = duration });
            return result;
        }
        catch (StepFailedException exception)
        {
            teller.Add(station, key, StatusState.Failed, reason: exception.Message);
            throw;
        }
    }

    /// <summary>Calls an activity as often as the pace allows.</summary>
    /// <exception cref="StepFailedException">It failed each time, or in a way that another try does not mend.</exception>
    public async Task<T> CallAsync<T>(string station, string key, TaskName activity, object input)
    {
        int tries = 1;
        int overtaken = 0;
        do
        {
            TimeSpan wait;
            try
            {
                return await context.CallActivityAsync<T>(activity, input);
            }
            catch (TaskFailedException exception) when (IsOvertaken(exception) && overtaken < MostOvertaken)
            {
                // Another day of the site wrote first, which is nothing to be told of.
                overtaken++;
                wait = TimeSpan.FromSeconds(Math.Min(overtaken, MostOvertakenSeconds));
            }
            catch (TaskFailedException exception) when (tries >= pace.Tries || IsLasting(exception))
            {
                throw new StepFailedException(Reasons.Of(exception));
            }
            catch (TaskFailedException exception)
            {
                await teller.RetriedAsync(station, key, ++_retries, Reasons.Of(exception));
                wait = pace.WaitAfter(tries++);
            }

            await context.CreateTimer(wait, CancellationToken.None);
        }
        while (tries <= pace.Tries && overtaken <= MostOvertaken);
        throw new UnreachableException("A step that may not be tried again has thrown or returned.");
    }

    private static bool IsOvertaken(TaskFailedException exception) => exception.FailureDetails.IsCausedBy<ChangedMeanwhileException>();

    /// <summary>A log that is gone does not come back by itself.</summary>
    private static bool IsLasting(TaskFailedException exception) => exception.FailureDetails.IsCausedBy<FileNotFoundException>();
}
