namespace Liten.Growth;

/// <summary>All operations of Liten that can have many others beside them.</summary>
internal static class Catalog
{
    public static IEnumerable<Operation> All =>
    [
        .. CallOperations.All,
        .. TaskOperations.All,
        .. JoinOperations.All,
        .. CombiningOperations.All,
        .. MutexOperations.All,
        .. TimeOperations.All,
        .. BlockingOperations.All,
        .. ContextOperations.All,
        .. TokenOperations.All,
        .. ShutdownOperations.All,
    ];
}
