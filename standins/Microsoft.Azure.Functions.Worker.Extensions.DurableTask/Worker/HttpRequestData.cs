namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>A request as the worker has it without ASP.NET Core. Named in signatures only: nothing here makes one.</summary>
public abstract class HttpRequestData
{
    private protected HttpRequestData()
    {
    }
}
