namespace Liten;

/// <summary>The one way threads enter a runtime.</summary>
internal class ThreadSource
{
    /// <summary>Starts a background thread that inherits nothing from the calling one.</summary>
    /// <param name="name">The thread's name.</param>
    /// <param name="stackSize">The stack in bytes; 0 for the platform's default.</param>
    /// <param name="body">What the thread does; it must not throw.</param>
    /// <exception cref="OutOfMemoryException">The system has no more threads to give.</exception>
    public virtual Thread Start(string name, int stackSize, ThreadStart body)
    {
        var thread = new Thread(body, stackSize) { IsBackground = true, Name = name };
        thread.UnsafeStart();
        return thread;
    }
}
