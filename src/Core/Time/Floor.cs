namespace Countme.Core.Time;

/// <summary>Division that rounds down, also before 1970.</summary>
internal static class Floor
{
    /// <summary>The largest whole number not above <paramref name="dividend"/> / <paramref name="divisor"/>.</summary>
    public static long Divide(long dividend, long divisor)
    {
        long quotient = dividend / divisor;
        return dividend % divisor < 0 ? quotient - 1 : quotient;
    }
}
