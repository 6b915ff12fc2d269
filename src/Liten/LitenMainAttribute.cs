namespace Liten;

/// <summary>
/// Marks the static method that is the program: a source generator writes the real entry point, which builds a
/// <c>Runtime</c>, runs the method on it and disposes of it.
/// </summary>
/// <remarks>
/// <para>
/// The method takes nothing or a single <c>string[]</c> and returns <see cref="System.Void"/>, <see cref="int"/>,
/// <c>LitenTask</c>, <see cref="System.Threading.Tasks.Task"/>, <see cref="System.Threading.Tasks.ValueTask"/>, or one
/// of these with an <see cref="int"/> result, which becomes the exit code. What it throws leaves the program unchanged.
/// </para>
/// <para>
/// It may have any name and any accessibility. Only a method that returns <see cref="System.Void"/> or
/// <see cref="int"/> must not be called <c>Main</c>: the compiler itself takes such a method for the entry point.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// static class Program
/// {
///     [LitenMain(WorkerThreads = 4)]
///     static async LitenTask Main(string[] args) => await Time.Sleep(TimeSpan.FromSeconds(1));
/// }
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class LitenMainAttribute : Attribute
{
    /// <summary>Gets or sets the number of worker threads.</summary>
    /// <value>0, the default, means one per processor.</value>
    public int WorkerThreads { get; set; }

    /// <summary>Gets or sets the name of the worker threads; each gets its number appended.</summary>
    /// <value><see langword="null"/>, the default, leaves the runtime's own default.</value>
    public string? Name { get; set; }

    /// <summary>Gets or sets whether one thread, the caller's, runs all tasks.</summary>
    /// <value><see langword="false"/> by default: the runtime has worker threads of its own.</value>
    public bool CurrentThread { get; set; }
}
