using System.Net;
using System.Net.Http.Json;

namespace Countme.Functions.Tests.Pipeline;

/// <summary>Starts backfills as callers do.</summary>
internal static class BackfillText
{
    /// <summary>Starts one.</summary>
    /// <returns>Where to watch it.</returns>
    public static async Task<string> StartAsync(LocalPipeline pipeline, object request)
    {
        using HttpResponseMessage answer = await pipeline.Http.PostAsJsonAsync(new Uri("/api/backfills", UriKind.Relative), request);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return answer.Headers.Location!.PathAndQuery;
    }

    /// <summary>Runs one to its end.</summary>
    /// <returns>How it ended.</returns>
    public static async Task<string> RunAsync(LocalPipeline pipeline, object request)
    {
        string location = await StartAsync(pipeline, request);
        await pipeline.IdleAsync(Uri.UnescapeDataString(location.Split('/')[^1]));
        return await pipeline.Http.GetStringAsync(new Uri(location, UriKind.Relative));
    }
}
