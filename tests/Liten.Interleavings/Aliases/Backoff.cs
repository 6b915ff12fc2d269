using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>Takes the place of the product's back-off: the waiting actor goes on when something has changed. No interrupt ends it.</summary>
internal struct Backoff
{
    public void Wait([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => Thread.Yield(file, line);
}
