namespace Azure.Data.Tables.Rest;

/// <summary>The answer to a question for an entity that does not exist. Documented: has no value, and says so when asked for it.</summary>
internal sealed class MissingEntity<T>(Response response) : NullableResponse<T>
{
    public override bool HasValue => false;

    public override T Value => throw new InvalidOperationException(
        $"The response has no value: the service answered with {response.Status}.");

    public override Response GetRawResponse() => response;
}
