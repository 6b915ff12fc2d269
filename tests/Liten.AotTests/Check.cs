namespace Liten.AotTests;

/// <summary>The checks of this program and how many of them failed. A test framework would need reflection, which is not at home here.</summary>
internal sealed class Check
{
    public int Count { get; private set; }

    public int Failures { get; private set; }

    /// <summary>Runs one check and prints one line about it.</summary>
    public async LitenTask RunAsync(string name, Func<LitenTask> body)
    {
        Count++;
        try
        {
            await body();
            Console.WriteLine($"ok    {name}");
        }
        catch (Exception exception)
        {
            Failures++;
            Console.WriteLine($"WRONG {name}: {exception}");
        }
    }

    public static void Equal<T>(T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new InvalidOperationException($"expected {expected}, but it is {actual}");
        }
    }

    public static void True(bool condition) => Equal(true, condition);

    public static async LitenTask<TException> ThrowsAsync<TException>(Func<LitenTask> body)
        where TException : Exception
    {
        try
        {
            await body();
        }
        catch (TException exception)
        {
            return exception;
        }

        throw new InvalidOperationException($"no {typeof(TException).Name} was thrown");
    }
}
